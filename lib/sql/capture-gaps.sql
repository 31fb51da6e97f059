-- Between which times is nothing recorded for so long that the capture itself must have stopped?
-- $window_seconds: width of the capture's fixed windows, or 0 where every connection has its own times.
-- A step between two consecutive start times is a gap when it is longer than 3 windows and than 30 times the
-- median step (both assumed: long enough that a quiet spell of steady traffic does not reach it).
with starts as (
  select distinct creation_time as started from traffic
), steps as (
  select lag(started) over (order by started) as earlier, started,
    date_diff('second', lag(started) over (order by started), started) as seconds
  from starts
), ranked as (
  select seconds, row_number() over (order by seconds) as place, count(*) over () as steps
  from steps where earlier is not null
), typical as (
  select max(seconds) as median_seconds from ranked where place = (steps + 1) / 2
)
select earlier + (select window_seconds from parameters) * interval '1' second as gap_from, started as gap_to,
  cast(seconds - (select window_seconds from parameters) as double) as seconds
from steps cross join typical
where seconds > 3 * (select window_seconds from parameters) and seconds > 30 * median_seconds
order by gap_from
