-- How many records, sources and bytes are there in each hour (UTC) that has records?
select
  date_trunc('hour', creation_time) as hour,
  cast(count(*) as integer) as records,
  cast(count(distinct src_ip) as integer) as sources,
  coalesce(sum(cast(bytes_in as double)), 0e0) as bytes_in,
  coalesce(sum(cast(bytes_out as double)), 0e0) as bytes_out
from traffic
group by 1
order by 1
