-- Where do answers of an overloaded server (429, 503) come in bursts, and which sources are there?
-- Two such answers of one server belong together when at most $max_pause seconds (and, where the sensor has fixed
-- windows, a window) lie between them. Bursts of under $min_refusals answers are left out; an outage comes in bursts too.
-- A flood shows as more records in a window of $window_seconds than 99 % of the server's windows have
-- (window-limits.sql), or, where the sensor sums requests up, as more bytes_in than 99 % of the server's records have
-- ("busy"). burst_windows: those with a record of the burst.
-- A source that had no such answer is listed when it came with the burst: $min_came_records or more records in it, which
-- are $min_came_share or more of all its records.
with lengths as (
  select dst_ip, date_diff('second', date_trunc('second', creation_time), date_trunc('second', end_time)) as seconds, cast(count(*) as double) as records
  from traffic group by 1, 2
), ranked as (
  select dst_ip, seconds, records, sum(records) over (partition by dst_ip) as all_records,
    row_number() over (partition by dst_ip order by records desc, seconds) as place
  from lengths
), sizes as (
  select dst_ip, floor(20 * ln(1 + bytes_in)) as step, cast(count(*) as double) as records
  from traffic where bytes_in > 0 group by 1, 2
), cumulated as (
  select dst_ip, step, sum(records) over (partition by dst_ip order by step) as until,
    sum(records) over (partition by dst_ip) as records
  from sizes
), busy as (
  select dst_ip, exp((min(case when until >= 99e-2 * records then step end) + 1) / 20e0) as busy_bytes
  from cumulated group by dst_ip
), servers as (
  select ranked.dst_ip, busy_bytes, (select max_pause from parameters)
      + case when records >= 95e-2 * all_records then coalesce(seconds, 0) else 0 end as most_step
  from ranked join busy on busy.dst_ip = ranked.dst_ip where place = 1
), refusals as (
  select t.src_ip, t.dst_ip, t.creation_time, t.row_id, most_step,
    case when bytes_in > busy_bytes then 1 else 0 end as busy,
    date_diff('second', date_trunc('second', lag(creation_time) over (partition by t.dst_ip order by creation_time, row_id)),
      date_trunc('second', creation_time)) as step
  from traffic as t join servers on servers.dst_ip = t.dst_ip
  where response_code in (429, 503)
), numbered as (
  select *, sum(case when step is null or step > most_step then 1 else 0 end)
    over (partition by dst_ip order by creation_time, row_id) as burst
  from refusals
), bursts as (
  select dst_ip, burst, cast(count(*) as double) as refusals, cast(sum(busy) as double) as busy_refusals,
    min(creation_time) as first_seen, max(creation_time) as last_seen, max(most_step) as most_step
  from numbered group by dst_ip, burst having count(*) >= (select min_refusals from parameters)
), met as (
  select b.dst_ip, b.burst, t.src_ip, case when t.response_code in (429, 503) then 1 else 0 end as refused,
    floor(date_diff('second', timestamp '1970-01-01 00:00:00', t.creation_time)
      / cast((select window_seconds from parameters) as double)) as started
  from bursts as b join traffic as t on t.dst_ip = b.dst_ip
    and t.creation_time >= b.first_seen - cast((select max_pause from parameters) as double) * interval '1' second
    and t.creation_time <= b.last_seen + cast((select max_pause from parameters) as double) * interval '1' second
), spread as (
  select dst_ip, burst, count(distinct started) as windows from met group by dst_ip, burst
), inside as (
  select dst_ip, burst, src_ip, cast(count(*) as integer) as records, cast(sum(refused) as integer) as refusals
  from met group by dst_ip, burst, src_ip
), other_records as (
  select src_ip, cast(count(*) as integer) as all_records from traffic
  where src_ip in (select src_ip from inside) group by src_ip
)
select inside.dst_ip, cast(inside.burst as integer) as burst, inside.src_ip, records, inside.refusals, all_records,
  bursts.first_seen, bursts.last_seen, bursts.refusals as burst_refusals, busy_refusals as burst_busy_refusals,
  cast(sum(records) over (partition by inside.dst_ip, inside.burst) as double) as burst_records,
  cast(spread.windows as double) as burst_windows,
  cast(date_diff('second', date_trunc('second', bursts.first_seen), date_trunc('second', bursts.last_seen)) + most_step as double) as burst_seconds
from inside join other_records on other_records.src_ip = inside.src_ip
join bursts on bursts.dst_ip = inside.dst_ip and bursts.burst = inside.burst
join spread on spread.dst_ip = inside.dst_ip and spread.burst = inside.burst
where inside.refusals > 0 or (records >= (select min_came_records from parameters)
  and records >= cast((select min_came_share from parameters) as double) * all_records)
order by inside.dst_ip, inside.burst, inside.refusals desc, inside.src_ip
