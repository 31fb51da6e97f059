-- Which sessions did each source have: records with pauses of at most $idle_gap seconds between one's end and the next one's start?
-- $row_limit: how many sessions to list, those with the most records first.
with timed as (
  select src_ip, row_id, creation_time, coalesce(end_time, creation_time) as end_time, dst_port, bytes_in, bytes_out, response_code,
    max(coalesce(end_time, creation_time)) over (partition by src_ip order by creation_time, row_id
      rows between unbounded preceding and 1 preceding) as busy_until
  from traffic
), numbered as (
  select *, sum(case when busy_until is null
      or date_diff('second', date_trunc('second', busy_until), date_trunc('second', creation_time)) > (select idle_gap from parameters)
    then 1 else 0 end) over (partition by src_ip order by creation_time, row_id) as session
  from timed
)
select src_ip, cast(session as integer) as session, min(creation_time) as first_seen, max(end_time) as last_seen,
  cast(date_diff('second', date_trunc('second', min(creation_time)), date_trunc('second', max(end_time))) as double) as seconds,
  cast(count(*) as integer) as records, sum(cast(bytes_in as double)) as bytes_in, sum(cast(bytes_out as double)) as bytes_out,
  cast(sum(case when response_code >= 400 then 1 else 0 end) as integer) as errors
from numbered
group by src_ip, session
order by records desc, src_ip, session
limit (select row_limit from parameters)
