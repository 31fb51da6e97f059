-- How even are the intervals between the records of each source with 20 or more, and how alike their requests?
-- Quartiles by rank (the value at place (n + 3) / 4 and so on); mad: median absolute deviation from the median.
-- window_seconds: length that all records of the source have, where they start on whole multiples of it, else 0.
-- prevalence: share of all sources that ask the source's most asked server.
-- Sources whose mad is surely over 1 - $min_evenness of the median are left out: the mad is never under the smaller of the
-- quartiles' distances from the median.
with asked as (
  select src_ip, dst_ip, count(*) as n from traffic group by src_ip, dst_ip
), frequent as (
  -- A number for a source sorts faster than its address.
  select src_ip, row_number() over (order by src_ip) as source from asked group by src_ip having sum(n) >= 20
), started as (
  select source, creation_time, lag(creation_time) over (partition by source order by creation_time) as earlier
  from traffic as t join frequent on frequent.src_ip = t.src_ip
), steps as (
  select source, date_diff('second', date_trunc('second', earlier), date_trunc('second', creation_time)) as step
  from started where earlier is not null
), ranked as (
  select source, cast(step as double) as step, row_number() over (partition by source order by step) as place, count(*) over (partition by source) as n
  from steps
), all_quartiles as (
  select source, max(n) as n, max(case when place = (n + 3) / 4 then step end) as q1,
    max(case when place = (n + 1) / 2 then step end) as median_step, max(case when place = (3 * n + 1) / 4 then step end) as q3
  from ranked group by source
), quartiles as (
  select src_ip, q.source, n, q1, median_step, q3 from all_quartiles as q join frequent on frequent.source = q.source
  where least(q3 - median_step, median_step - q1) <= (1 - (select min_evenness from parameters)) * median_step
), deviations as (
  select src_ip, abs(step - median_step) as deviation,
    row_number() over (partition by src_ip order by abs(step - median_step)) as place, r.n
  from ranked as r join quartiles on quartiles.source = r.source
), spread as (
  select src_ip, max(case when place = (n + 1) / 2 then deviation end) as mad from deviations group by src_ip
), sizes as (
  select t.src_ip, cast(bytes_in as double) as bytes_in, row_number() over (partition by t.src_ip order by bytes_in) as place,
    count(*) over (partition by t.src_ip) as n
  from traffic as t join quartiles on quartiles.src_ip = t.src_ip where bytes_in is not null
), typical as (
  select src_ip, max(case when place = (n + 1) / 2 then bytes_in end) as median_size from sizes group by src_ip
), size_deviations as (
  select s.src_ip, abs(bytes_in - median_size) as deviation, s.n,
    row_number() over (partition by s.src_ip order by abs(bytes_in - median_size)) as place
  from sizes as s join typical on typical.src_ip = s.src_ip
), size_spread as (
  select src_ip, max(case when place = (n + 1) / 2 then deviation end) as size_mad from size_deviations group by src_ip
), popular as (
  select dst_ip, cast(count(*) as double) as clients from asked group by dst_ip
), most_asked as (
  select asked.src_ip, dst_ip, row_number() over (partition by asked.src_ip order by asked.n desc, dst_ip) as place
  from asked join quartiles on quartiles.src_ip = asked.src_ip
), seen as (
  select t.src_ip, cast(count(*) as integer) as records, min(creation_time) as first_seen, max(creation_time) as last_seen,
    cast(count(distinct date_trunc('hour', creation_time)) as double) as hours,
    cast(case when min(seconds) = max(seconds)
        and count(case when date_diff('second', timestamp '1970-01-01 00:00:00', creation_time)
          % nullif(seconds, 0) = 0 then 1 end) = count(*)
      then max(seconds) else 0 end as double) as window_seconds
  from (
    select src_ip, creation_time, date_diff('second', date_trunc('second', creation_time), date_trunc('second', end_time)) as seconds
    from traffic
  ) as t join quartiles on quartiles.src_ip = t.src_ip group by t.src_ip
)
select seen.src_ip, records, first_seen, last_seen, q1, median_step, q3, mad, median_size, size_mad, hours, window_seconds,
  clients / (select cast(count(distinct src_ip) as double) from asked) as prevalence
from seen join quartiles on quartiles.src_ip = seen.src_ip join spread on spread.src_ip = seen.src_ip
left join typical on typical.src_ip = seen.src_ip left join size_spread on size_spread.src_ip = seen.src_ip
left join most_asked on most_asked.src_ip = seen.src_ip and most_asked.place = 1
left join popular on popular.dst_ip = most_asked.dst_ip
order by records desc, src_ip
