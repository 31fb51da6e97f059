-- Which sources have $min_records or more odd records of one kind (table source_activity, made from activity.sql), and to how
-- many ports and servers did they come? The $row_limit with the most records. largest_port: where the largest answer came from.
-- refused_uris: different requests that were answered with an error; null where the source's log has no requests. error_pause:
-- median of the seconds between its answers 400, 403, 404 and 405; error_seconds: from the first of them to the last.
with chosen as (
  select * from source_activity
  where greatest(at_rare_ports, at_rare_destinations, unauthorized, not_found, refused, failing, large_answers)
    >= (select min_records from parameters)
  order by records desc, src_ip limit (select row_limit from parameters)
), logs as (
  select coalesce(source_meta, '') as log from traffic where uri is not null group by 1
), targets as (
  select t.src_ip, cast(count(distinct dst_port) as integer) as ports, cast(count(distinct dst_ip) as integer) as destinations,
    -- Of equal answers that at the highest port, on every engine.
    max_by(t.dst_port, t.bytes_out + coalesce(t.dst_port, 0) / cast(65536 as double)) as largest_port,
    case when count(logs.log) > 0 then cast(count(distinct case when response_code >= 400 then uri end) as integer) end as refused_uris
  from traffic as t join chosen on chosen.src_ip = t.src_ip
  left join logs on logs.log = coalesce(t.source_meta, '')
  group by t.src_ip
), steps as (
  select t.src_ip, t.creation_time, date_diff('second', date_trunc('second', lag(t.creation_time) over (partition by t.src_ip order by t.creation_time)),
      date_trunc('second', t.creation_time)) as step
  from traffic as t join chosen on chosen.src_ip = t.src_ip
  where t.response_code in (400, 403, 404, 405)
), ranked as (
  select src_ip, creation_time, step, row_number() over (partition by src_ip order by step nulls last) as place, count(step) over (partition by src_ip) as n
  from steps
), errors as (
  select src_ip, cast(max(case when place = (n + 1) / 2 then step end) as double) as error_pause,
    min(creation_time) as first_error, max(creation_time) as last_error
  from ranked group by src_ip
)
select chosen.*, ports, destinations, largest_port, refused_uris, error_pause, first_error, last_error,
  cast(date_diff('second', date_trunc('second', first_error), date_trunc('second', last_error)) as double) as error_seconds
from chosen join targets on targets.src_ip = chosen.src_ip left join errors on errors.src_ip = chosen.src_ip
order by records desc, chosen.src_ip
