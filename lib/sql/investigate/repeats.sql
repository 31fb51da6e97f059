-- Which sources repeat one and the same exchange: request and answer of nearly the same size (in steps of 10 %),
-- $min_repeats times or more?
-- usual: the share of such an exchange in the records of all other sources.
with cells as (
  select src_ip, cast(floor(10 * ln(1 + cast(bytes_in as double))) as integer) as size_in,
    cast(floor(10 * ln(1 + cast(bytes_out as double))) as integer) as size_out,
    count(*) as same, min(creation_time) as first_same, max(creation_time) as last_same,
    sum(cast(bytes_in as double)) as bytes_in, sum(cast(bytes_out as double)) as bytes_out
  from traffic where bytes_in is not null and bytes_out is not null and (response_code is null or response_code between 200 and 299)
  group by 1, 2, 3
), repeated as (
  select *, row_number() over (partition by src_ip order by same desc, size_in, size_out) as place
  from cells where same >= (select min_repeats from parameters)
), chosen as (
  select * from repeated where place = 1
), everyone as (
  select cells.size_in, cells.size_out, cast(sum(same) as double) as records from cells
  join (select distinct size_in, size_out from chosen) as wanted
    on wanted.size_in = cells.size_in and wanted.size_out = cells.size_out
  group by 1, 2
), owned as (
  select src_ip, cast(sum(same) as double) as records from cells
  where src_ip in (select src_ip from chosen) group by src_ip
), total as (
  select cast(sum(same) as double) as records from cells
)
select chosen.src_ip, cast(owned.records as integer) as own, cast(same as integer) as same,
  bytes_in / same as mean_in, bytes_out / same as mean_out, first_same, last_same,
  (everyone.records - same + 1) / (total.records - owned.records + 1) as usual
from chosen cross join total join owned on owned.src_ip = chosen.src_ip
join everyone on everyone.size_in = chosen.size_in and everyone.size_out = chosen.size_out
order by same desc, chosen.src_ip
