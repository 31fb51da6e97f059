-- At which servers do failed log-ins (401) pile up in time, from which sources?
-- Two failures at one server belong together when at most a tenth of the server's mean time between failures lies
-- between them: by chance alone, m such steps in a row have a probability of about 0.1^m.
with failures as (
  select src_ip, dst_ip, creation_time, row_id,
    date_diff('second', lag(creation_time) over (partition by dst_ip order by creation_time, row_id), creation_time) as step
  from traffic where response_code = 401
), servers as (
  select dst_ip, cast(count(*) as double) as failures,
    cast(date_diff('second', (select min(creation_time) from traffic), (select max(creation_time) from traffic)) as double) as span
  from failures group by dst_ip
), numbered as (
  select failures.*,
    sum(case when step is null or step > 1e-1 * span / failures then 1 else 0 end)
      over (partition by failures.dst_ip order by creation_time, row_id) as pile
  from failures join servers on servers.dst_ip = failures.dst_ip
)
select dst_ip, cast(pile as integer) as pile, src_ip, cast(count(*) as integer) as failures,
  min(creation_time) as first_seen, max(creation_time) as last_seen,
  cast(sum(count(*)) over (partition by dst_ip, pile) as integer) as pile_failures
from numbered
group by dst_ip, pile, src_ip
order by dst_ip, pile, failures desc, src_ip
