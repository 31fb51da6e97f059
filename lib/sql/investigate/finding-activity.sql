-- How many records of each finding's clients (table finding_spans) are there in each of the parts of $width seconds that begin at
-- second $start of the epoch, and of all clients (finding -1)?
with times as (
  select src_ip, floor((date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) - (select start from parameters))
    / (select width from parameters)) as bin, count(*) as records
  from traffic group by 1, 2
)
select f.finding, cast(times.bin as integer) as bin, cast(sum(times.records) as integer) as records
from finding_spans as f join times on times.src_ip = f.src_ip
where times.bin between 0 and (select bins from parameters) - 1
group by 1, 2
union all
select -1 as finding, cast(bin as integer) as bin, cast(sum(records) as integer) as records from times
where bin between 0 and (select bins from parameters) - 1
group by 1, 2
