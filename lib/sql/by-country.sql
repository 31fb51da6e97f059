-- Which countries do the records come from, and how many bytes do they move?
select
  src_ip_country_code as country,
  cast(count(*) as integer) as records,
  cast(count(distinct src_ip) as integer) as sources,
  coalesce(sum(cast(bytes_in as double)), 0e0) as bytes_in,
  coalesce(sum(cast(bytes_out as double)), 0e0) as bytes_out
from traffic
group by src_ip_country_code
order by records desc, country nulls last
