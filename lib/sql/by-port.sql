-- Which ports of the server are asked, by how many clients, and how many bytes do they move?
-- Sources are told apart by a hash of 64 bits, which takes two thirds of the memory of their texts; that two of a million
-- share one has a chance of 1 in 10^7.
select
  dst_port as port,
  cast(count(*) as integer) as records,
  cast(count(distinct hash(src_ip)) filter (where src_ip is not null) as integer) as clients,
  coalesce(sum(cast(bytes_in as double)), 0e0) as bytes_in,
  coalesce(sum(cast(bytes_out as double)), 0e0) as bytes_out
from traffic
group by dst_port
order by records desc, port nulls last
