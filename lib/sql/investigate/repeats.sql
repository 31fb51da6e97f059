-- Which sources repeat one and the same exchange: request and answer of nearly the same size (in steps of 10 %)?
-- usual: the share of such an exchange in the records of all other sources.
with cells as (
  select src_ip, floor(10 * ln(1 + cast(bytes_in as double))) as size_in, floor(10 * ln(1 + cast(bytes_out as double))) as size_out,
    cast(count(*) as integer) as same, min(creation_time) as first_same, max(creation_time) as last_same,
    cast(avg(cast(bytes_in as double)) as double) as mean_in, cast(avg(cast(bytes_out as double)) as double) as mean_out
  from traffic where bytes_in is not null and bytes_out is not null and (response_code is null or response_code between 200 and 299)
  group by 1, 2, 3
), shared as (
  select *, cast(sum(same) over (partition by size_in, size_out) as double) as everyone,
    cast(sum(same) over () as double) as records,
    cast(sum(same) over (partition by src_ip) as integer) as own,
    row_number() over (partition by src_ip order by same desc, size_in, size_out) as place
  from cells
)
select src_ip, own, same, mean_in, mean_out, first_same, last_same, (everyone - same + 1) / (records - own + 1) as usual
from shared
where place = 1 and same >= 4
order by same desc, src_ip
