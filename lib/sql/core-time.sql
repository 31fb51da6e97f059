-- Within which times do all records lie but the far-off ones, and how many are far off before and after?
-- Far off is what starts more than 366 days, or 10 times the time between the quartiles if that is longer, away from the
-- quartiles (assumed): one record of a wrong year must not stretch every bin and baseline to it.
with days as (
  select date_diff('day', timestamp '1970-01-01 00:00:00', date_trunc('day', creation_time)) as day,
    count(*) as records, min(creation_time) as first_start, max(creation_time) as last_start
  from traffic
  group by 1
), ranked as (
  select day, sum(records) over (order by day) as so_far, sum(records) over () as total from days
), quartiles as (
  select min(case when 4 * so_far >= total then day end) as lower_day,
    min(case when 4 * so_far >= 3 * total then day end) as upper_day
  from ranked
), core as (
  select lower_day - greatest(366, 10 * (upper_day - lower_day)) as first_day,
    upper_day + greatest(366, 10 * (upper_day - lower_day)) as last_day
  from quartiles
)
select min(case when day between first_day and last_day then first_start end) as first_start,
  max(case when day between first_day and last_day then last_start end) as last_start,
  cast(coalesce(sum(case when day < first_day then records end), 0) as integer) as earlier,
  cast(coalesce(sum(case when day > last_day then records end), 0) as integer) as later
from days cross join core
