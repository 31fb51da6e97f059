-- From when to when do the records reach, and at how many different times do they start?
select min(creation_time) as first_start, max(creation_time) as last_start,
  max(coalesce(end_time, creation_time)) as last_end,
  cast(count(distinct creation_time) as integer) as start_times
from traffic
