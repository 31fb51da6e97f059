-- How many records, sources and bytes are there in each hour (UTC) that has records?
-- Sources are counted after records are added up by them: an engine that is short of memory can put groups on the disk, but no
-- set of different values.
with by_source as (
  select
    date_trunc('hour', creation_time) as hour, src_ip, count(*) as records,
    sum(cast(bytes_in as double)) as bytes_in, sum(cast(bytes_out as double)) as bytes_out
  from traffic
  group by 1, 2
)
select
  hour,
  cast(sum(records) as integer) as records,
  cast(count(src_ip) as integer) as sources,
  coalesce(sum(bytes_in), 0e0) as bytes_in,
  coalesce(sum(bytes_out), 0e0) as bytes_out
from by_source
group by hour
order by hour
