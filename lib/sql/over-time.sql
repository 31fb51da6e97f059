-- How many records, clients and bytes are there in each bin of $bin seconds (only bins that have records)?
-- Bins start at whole multiples of $bin since 1970, in UTC. Added up by source first, as in by-hour.sql.
with by_source as (
  select
    floor(date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) / cast((select bin from parameters) as double)) * cast((select bin from parameters) as double) as start,
    case when src_ip is not null then hash(src_ip) end as source,
    count(*) as records,
    sum(cast(bytes_in as double)) as bytes_in,
    sum(cast(bytes_out as double)) as bytes_out
  from traffic
  group by 1, 2
)
select
  start,
  cast(sum(records) as integer) as records,
  cast(count(source) as integer) as clients,
  coalesce(sum(bytes_in), 0e0) as bytes_in,
  coalesce(sum(bytes_out), 0e0) as bytes_out
from by_source
group by start
order by start
