-- Where do successful requests of nearly the same size (in steps of 15 %) come in bursts at one server, as a tool's do?
-- Two requests belong together when at most a tenth of the mean time between requests of that size lies between them:
-- by chance alone, m such steps in a row have a probability of about 0.1^m. Bursts of under
-- $min_requests are left out, and those of which not half comes from sources with $min_requests_each or more.
with sized as (
  select src_ip, dst_ip, dst_port, date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) as second,
    cast(floor(ln(cast(bytes_in as double)) / 15e-2) as integer) as size
  from traffic where bytes_in > 0 and response_code between 200 and 299
), kinds as (
  select dst_ip, dst_port, size, row_number() over (order by dst_ip, dst_port, size) as kind,
    1e-1 * (max(max(second)) over () - min(min(second)) over ()) / count(*) as most_step, count(*) as requests
  from sized group by dst_ip, dst_port, size
), stepped as (
  -- A number for the kind sorts faster than its three parts.
  select kind, most_step, src_ip, second, second - lag(second) over of_kind as before, lead(second) over of_kind - second as after
  from sized join kinds on kinds.dst_ip = sized.dst_ip and kinds.dst_port = sized.dst_port and kinds.size = sized.size
  where kinds.requests >= (select min_requests from parameters)
  window of_kind as (partition by kind order by second)
), numbered as (
  select *, sum(case when before <= most_step then 0 else 1 end) over (partition by kind order by second) as burst
  from stepped where before <= most_step or after <= most_step
), members as (
  select kind, burst, src_ip, count(*) as requests, min(second) as first_second, max(second) as last_second,
    sum(count(*)) over (partition by kind, burst) as burst_requests,
    sum(case when count(*) >= (select min_requests_each from parameters) then count(*) else 0 end) over (partition by kind, burst) as repeated_requests
  from numbered group by kind, burst, src_ip
)
select dst_ip, dst_port, size, cast(burst as integer) as burst, src_ip, cast(members.requests as integer) as requests,
  timestamp '1970-01-01 00:00:00' + first_second * interval '1' second as first_seen,
  timestamp '1970-01-01 00:00:00' + last_second * interval '1' second as last_seen,
  cast(burst_requests as integer) as burst_requests
from members join kinds on kinds.kind = members.kind
where burst_requests >= (select min_requests from parameters) and 2 * repeated_requests >= burst_requests
order by dst_ip, dst_port, size, burst, requests desc, src_ip
