-- How many bytes does each port send for one that it receives, in the median record and in the 99th percentile (in steps of 5 %)?
with sizes as (
  select dst_port, floor(20 * ln((1e0 + bytes_out) / (1e0 + bytes_in))) as step, cast(count(*) as double) as records
  from traffic where bytes_out is not null and bytes_in is not null and dst_port is not null group by 1, 2
), cumulated as (
  select dst_port, step, sum(records) over (partition by dst_port order by step) as until,
    sum(records) over (partition by dst_port) as records
  from sizes
)
select dst_port as port, exp((min(case when until >= 5e-1 * records then step end) + 5e-1) / 20e0) as median_ratio,
  exp((min(case when until >= 99e-2 * records then step end) + 1) / 20e0) as large_ratio
from cumulated group by dst_port
order by dst_port
