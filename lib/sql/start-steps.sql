-- From when to when do records start, how many different starts are there, and what is the smallest step between two?
select
  cast(min(seconds) as double) as first_start,
  cast(max(seconds) as double) as last_start,
  cast(count(*) as integer) as starts,
  cast(min(step) as double) as smallest_step
from (
  select seconds, seconds - lag(seconds) over (order by seconds) as step
  from (
    select distinct date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) as seconds
    from traffic
  ) as starts
) as steps
