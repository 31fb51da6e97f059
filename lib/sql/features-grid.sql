-- Do the records start on a grid of equal bins (a sensor that reports every ten minutes), and how wide is a bin?
-- The most common gap between successive starts is the bin if every start lies on it.
with starts as (
  select distinct date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) as start
  from traffic
),
gaps as (
  select start, start - lag(start) over (order by start) as gap from starts
),
common as (
  select gap from gaps where gap is not null group by gap order by count(*) desc, gap limit 1
)
select
  cast(common.gap as integer) as bin_seconds,
  cast(max(start) - min(start) as double) as span_seconds,
  count_if(start % common.gap <> 0) = 0 and count(*) > 2 as on_grid
from starts cross join common
group by common.gap
