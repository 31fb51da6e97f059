-- How many records, sources and bytes are there in each bin of $bin seconds (only bins that have records)?
-- Bins start at whole multiples of $bin since 1970, in UTC.
select
  floor(date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) / cast((select bin from parameters) as double)) * cast((select bin from parameters) as double) as start,
  cast(count(*) as integer) as records,
  cast(count(distinct src_ip) as integer) as sources,
  coalesce(sum(cast(bytes_in as double)), 0e0) as bytes_in,
  coalesce(sum(cast(bytes_out as double)), 0e0) as bytes_out
from traffic
group by 1
order by 1
