-- In how many different minutes of the hour do records start, in how many hours, and at how many times?
-- capture_times has the times of all records, also where a filter is in force.
select cast(count(distinct extract(minute from creation_time)) as integer) as minutes,
  cast(count(distinct date_trunc('hour', creation_time)) as integer) as hours,
  cast(count(distinct creation_time) as integer) as start_times
from capture_times
