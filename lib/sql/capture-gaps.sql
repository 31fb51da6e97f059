-- Between which times is nothing recorded for so long that the capture itself must have stopped?
-- $window_seconds: width of the capture's fixed windows, or 0 where every connection has its own times.
-- capture_times has the times of all records, also where a filter is in force: a source that is quiet is no gap.
-- A step between two consecutive start times is a gap when it is longer than 10 times the median step where there
-- are windows, and than 30 times where there are none (assumed: by chance alone, steps of windows of which half have
-- records reach that once in a thousand steps, steps of connections that come independently once in a billion).
with starts as (
  select distinct creation_time as started from capture_times
), steps as (
  select lag(started) over (order by started) as earlier, started,
    date_diff('second', date_trunc('second', lag(started) over (order by started)), date_trunc('second', started)) as seconds
  from starts
), ranked as (
  select seconds, row_number() over (order by seconds) as place, count(*) over () as steps
  from steps where earlier is not null
), typical as (
  -- Of steps under a second nothing is known but that they are.
  select greatest(1, max(seconds)) as median_seconds from ranked where place = (steps + 1) / 2
)
select earlier + (select window_seconds from parameters) * interval '1' second as gap_from, started as gap_to,
  cast(seconds - (select window_seconds from parameters) as double) as seconds
from steps cross join typical
where seconds > case when (select window_seconds from parameters) > 0 then 10 else 30 end * median_seconds
order by gap_from
