-- Which countries do the records come from, and how many bytes do they move?
-- Sources are counted after records are added up by them: an engine that is short of memory can put groups on the disk, but no
-- set of different values.
with by_source as (
  select
    src_ip_country_code as country, src_ip, count(*) as records,
    sum(cast(bytes_in as double)) as bytes_in, sum(cast(bytes_out as double)) as bytes_out
  from traffic
  group by 1, 2
)
select
  country,
  cast(sum(records) as integer) as records,
  cast(count(src_ip) as integer) as sources,
  coalesce(sum(bytes_in), 0e0) as bytes_in,
  coalesce(sum(bytes_out), 0e0) as bytes_out
from by_source
group by country
order by records desc, country nulls last
