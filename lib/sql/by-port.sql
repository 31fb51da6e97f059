-- Which ports of the server are asked, by how many sources, and how many bytes do they move?
select
  dst_port as port,
  cast(count(*) as integer) as records,
  cast(count(distinct src_ip) as integer) as sources,
  coalesce(sum(cast(bytes_in as double)), 0e0) as bytes_in,
  coalesce(sum(cast(bytes_out as double)), 0e0) as bytes_out
from traffic
group by dst_port
order by records desc, port nulls last
