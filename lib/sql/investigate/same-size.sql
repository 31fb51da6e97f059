-- Where do successful requests of nearly the same size (in steps of 15 %) pile up in time at one server, as a tool's do?
-- Two requests belong together when at most a tenth of the mean time between requests of that size lies between them:
-- by chance alone, m such steps in a row have a probability of about 0.1^m. Piles of under 4
-- are left out, and those of which not half comes from sources with two or more.
with sized as (
  select src_ip, dst_ip, dst_port, row_id, date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) as second,
    cast(floor(ln(cast(bytes_in as double)) / 15e-2) as integer) as size
  from traffic where bytes_in > 0 and response_code between 200 and 299
), limits as (
  select dst_ip, dst_port, size, 1e-1 * (select max(second) - min(second) from sized) / count(*) as most_step
  from sized group by dst_ip, dst_port, size having count(*) >= 4
), stepped as (
  select src_ip, dst_ip, dst_port, size, row_id, second, second - lag(second) over of_size as before, lead(second) over of_size - second as after
  from sized
  window of_size as (partition by dst_ip, dst_port, size order by second, row_id)
), linked as (
  select stepped.*, case when before <= most_step then 0 else 1 end as first
  from stepped join limits
    on limits.dst_ip = stepped.dst_ip and limits.dst_port = stepped.dst_port and limits.size = stepped.size
  where before <= most_step or after <= most_step
), numbered as (
  select *, sum(first) over (partition by dst_ip, dst_port, size order by second, row_id) as pile from linked
), members as (
  select dst_ip, dst_port, size, pile, src_ip, count(*) as requests, min(second) as first_second, max(second) as last_second,
    sum(count(*)) over (partition by dst_ip, dst_port, size, pile) as pile_requests,
    sum(case when count(*) >= 2 then count(*) else 0 end) over (partition by dst_ip, dst_port, size, pile) as repeated_requests
  from numbered group by dst_ip, dst_port, size, pile, src_ip
), large as (
  select * from members where pile_requests >= 4 and 2 * repeated_requests >= pile_requests
)
select dst_ip, dst_port, size, cast(pile as integer) as pile, src_ip, cast(requests as integer) as requests,
  timestamp '1970-01-01 00:00:00' + first_second * interval '1' second as first_seen,
  timestamp '1970-01-01 00:00:00' + last_second * interval '1' second as last_seen,
  cast(pile_requests as integer) as pile_requests
from large
order by dst_ip, dst_port, size, pile, requests desc, src_ip
