-- How long are the records' windows, in seconds, the most frequent length first?
select
  cast(date_diff('second', creation_time, end_time) as double) as seconds,
  cast(count(*) as integer) as records
from traffic
where end_time is not null
group by 1
order by records desc, seconds
limit 1
