-- When did each record start, where from, where to, and how many bytes did it move?
-- Of many records only a seeded uniform sample: row_id is hashed (a Lehmer step, squared, modulo the prime 2^31 - 1)
-- in integers, which every engine computes alike; $keep = 2147483647 keeps all.
select
  row_id,
  creation_time,
  cast(bytes_in as double) as bytes_in,
  cast(bytes_out as double) as bytes_out,
  src_ip,
  src_ip_country_code as country,
  dst_port as port
from (
  select *, (row_id * cast(48271 as bigint) + cast((select seed from parameters) as bigint)) % 2147483647 as hash
  from traffic
) as hashed
where (hash * hash) % 2147483647 < cast((select keep from parameters) as bigint)
order by row_id
