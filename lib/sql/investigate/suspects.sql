-- Which sources have $min_records or more odd records of one kind (table source_activity, made from activity.sql), and to how
-- many ports and servers did they come? The $row_limit with the most records. largest_port: where the largest answer came from.
-- refused_uris: different requests that were answered with an error; null where the log has no requests.
with chosen as (
  select * from source_activity
  where greatest(at_rare_ports, at_rare_destinations, unauthorized, not_found, refused, failing, large_answers)
    >= (select min_records from parameters)
  order by records desc, src_ip limit (select row_limit from parameters)
), targets as (
  select t.src_ip, cast(count(distinct dst_port) as integer) as ports, cast(count(distinct dst_ip) as integer) as destinations,
    max_by(t.dst_port, t.bytes_out) as largest_port,
    case when count(uri) > 0 then cast(count(distinct case when response_code >= 400 then uri end) as integer) end as refused_uris
  from traffic as t join chosen on chosen.src_ip = t.src_ip group by t.src_ip
)
select chosen.*, ports, destinations, largest_port, refused_uris from chosen join targets on targets.src_ip = chosen.src_ip
order by records desc, chosen.src_ip
