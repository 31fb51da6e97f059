-- Where do successful requests of nearly the same size (in steps of 15 %) pile up in time at one server, as a tool's do?
-- Two requests belong together when at most a tenth of the mean time between requests of that size lies between them:
-- by chance alone, m such steps in a row have a probability of about 0.1^m. Piles of under 4 are left out.
with sized as (
  select src_ip, dst_ip, dst_port, row_id, creation_time, cast(floor(ln(cast(bytes_in as double)) / 15e-2) as integer) as size
  from traffic where bytes_in > 0 and response_code between 200 and 299
), stepped as (
  select *, date_diff('second', lag(creation_time) over of_size, creation_time) as step,
    count(*) over (partition by dst_ip, dst_port, size) as requests
  from sized
  window of_size as (partition by dst_ip, dst_port, size order by creation_time, row_id)
), total as (
  select cast(date_diff('second', min(creation_time), max(creation_time)) as double) as span from traffic
), numbered as (
  select stepped.*, sum(case when step is null or step > 1e-1 * span / requests then 1 else 0 end)
    over (partition by dst_ip, dst_port, size order by creation_time, row_id) as pile
  from stepped cross join total
), members as (
  select dst_ip, dst_port, size, pile, src_ip, count(*) as requests, min(creation_time) as first_seen, max(creation_time) as last_seen,
    sum(count(*)) over (partition by dst_ip, dst_port, size, pile) as pile_requests
  from numbered group by dst_ip, dst_port, size, pile, src_ip
)
select dst_ip, dst_port, size, cast(pile as integer) as pile, src_ip, cast(requests as integer) as requests, first_seen, last_seen,
  cast(pile_requests as integer) as pile_requests
from members where pile_requests >= 4
order by dst_ip, dst_port, size, pile, requests desc, src_ip
