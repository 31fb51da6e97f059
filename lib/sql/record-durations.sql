-- How long are the records' windows or connections, and how many have each length?
select date_diff('second', creation_time, end_time) as seconds,
  cast(count(*) as integer) as records,
  cast(count(case when date_diff('second', timestamp '1970-01-01 00:00:00', creation_time)
    % nullif(date_diff('second', creation_time, end_time), 0) = 0 then 1 end) as integer) as aligned
from traffic
where end_time is not null
group by 1
order by 2 desc, 1
