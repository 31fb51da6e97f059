-- How long are the records' windows or connections, and how many have each length?
-- capture_times has the times of all records, also where a filter is in force.
select seconds,
  cast(count(*) as integer) as records,
  cast(count(case when date_diff('second', timestamp '1970-01-01 00:00:00', creation_time)
    % nullif(seconds, 0) = 0 then 1 end) as integer) as aligned
from (
  select creation_time, date_diff('second', date_trunc('second', creation_time), date_trunc('second', end_time)) as seconds
  from capture_times where end_time is not null
) as timed
group by 1
order by 2 desc, 1
