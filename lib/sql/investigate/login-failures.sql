-- At which servers do failed log-ins (401) come in bursts, from which sources?
-- Two failures at one server belong together when at most a tenth of the server's mean time between failures lies
-- between them: by chance alone, m such steps in a row have a probability of about 0.1^m.
-- own_p95: failures in a window of $window_seconds that 95 % of the source's windows at other times (own_windows) do not
-- exceed, 0 where it has none; other times are over the burst's length before or after it; usual_p95 and usual_p99: of all sources' windows with a failure outside such bursts. Exact, by rank.
with failures as (
  select src_ip, dst_ip, creation_time, row_id, floor(date_diff('second', timestamp '1970-01-01 00:00:00', creation_time)
      / cast((select window_seconds from parameters) as double)) as started,
    date_diff('second', date_trunc('second', lag(creation_time) over (partition by dst_ip order by creation_time, row_id)),
      date_trunc('second', creation_time)) as step
  from traffic where response_code = 401
), servers as (
  select dst_ip, cast(count(*) as double) as failures,
    cast((select date_diff('second', date_trunc('second', min(creation_time)), date_trunc('second', max(creation_time))) from traffic)
      as double) as span
  from failures group by dst_ip
), numbered as (
  select failures.*,
    sum(case when step is null or step > 1e-1 * span / failures then 1 else 0 end)
      over (partition by failures.dst_ip order by creation_time, row_id) as burst
  from failures join servers on servers.dst_ip = failures.dst_ip
), members as (
  select dst_ip, burst, src_ip, count(*) as failures, min(creation_time) as first_seen, max(creation_time) as last_seen,
    sum(count(*)) over (partition by dst_ip, burst) as burst_failures,
    min(min(creation_time)) over (partition by dst_ip, burst) as burst_from,
    max(max(creation_time)) over (partition by dst_ip, burst) as burst_to
  from numbered group by dst_ip, burst, src_ip
), large as (
  select *, date_diff('second', date_trunc('second', burst_from), date_trunc('second', burst_to)) as burst_seconds
  from members where burst_failures >= 6
), ranked as (
  select failures, row_number() over (order by failures) as place, count(*) over () as windows
  from (
    select src_ip, started, count(*) as failures from numbered
    where not exists (select 1 from large where large.dst_ip = numbered.dst_ip and large.burst = numbered.burst)
    group by src_ip, dst_ip, started
  ) as failing
), usual as (
  select min(case when place >= 95e-2 * windows then failures end) as p95,
    min(case when place >= 99e-2 * windows then failures end) as p99
  from ranked
), other_times as (
  select large.dst_ip, burst, large.src_ip, floor(date_diff('second', timestamp '1970-01-01 00:00:00', t.creation_time)
      / cast((select window_seconds from parameters) as double)) as started,
    count(case when t.response_code = 401 then 1 end) as failures
  from large join traffic as t on t.src_ip = large.src_ip
  where date_diff('second', date_trunc('second', t.creation_time), date_trunc('second', burst_from)) > burst_seconds
    or date_diff('second', date_trunc('second', burst_to), date_trunc('second', t.creation_time)) > burst_seconds
  group by 1, 2, 3, 4
), ranked_elsewhere as (
  select *, row_number() over (partition by dst_ip, burst, src_ip order by failures) as place,
    count(*) over (partition by dst_ip, burst, src_ip) as windows
  from other_times
), own as (
  select dst_ip, burst, src_ip, max(windows) as windows, min(case when place >= 95e-2 * windows then failures end) as p95
  from ranked_elsewhere group by dst_ip, burst, src_ip
)
select large.dst_ip, cast(large.burst as integer) as burst, large.src_ip, cast(large.failures as integer) as failures,
  first_seen, last_seen, cast(coalesce(own.p95, 0) as integer) as own_p95, cast(coalesce(own.windows, 0) as integer) as own_windows,
  cast(coalesce(usual.p95, 0) as integer) as usual_p95, cast(coalesce(usual.p99, 0) as integer) as usual_p99
from large cross join usual
left join own on own.dst_ip = large.dst_ip and own.burst = large.burst and own.src_ip = large.src_ip
order by large.dst_ip, large.burst, large.failures desc, large.src_ip
