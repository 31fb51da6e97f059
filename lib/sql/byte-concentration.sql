-- Which source received and sent the most bytes, and what share of all bytes_in is that?
with sources as (
  select src_ip, sum(cast(bytes_in as double)) as bytes_in, cast(count(*) as integer) as records
  from traffic
  group by src_ip
)
select src_ip, bytes_in, records, bytes_in / nullif(sum(bytes_in) over (), 0) as share
from sources
order by bytes_in desc nulls last, src_ip
limit 1
