-- Which countries do the records come from, by themselves or else by the registry of the source address, and how many bytes do they move?
-- The table addresses is made by enrichAddresses; by_registry counts the records that name no country themselves.
with by_source as (
  select src_ip, src_ip_country_code as recorded, count(*) as records,
    sum(cast(bytes_in as double)) as bytes_in, sum(cast(bytes_out as double)) as bytes_out
  from traffic group by src_ip, src_ip_country_code
), placed as (
  select by_source.*, coalesce(recorded, addresses.country) as country,
    case when recorded is null and addresses.country is not null then records else 0 end as by_registry
  from by_source left join addresses on addresses.ip = by_source.src_ip
)
select country, cast(sum(records) as integer) as records, cast(count(distinct hash(src_ip)) filter (where src_ip is not null) as integer) as clients,
  coalesce(sum(bytes_in), 0e0) as bytes_in, coalesce(sum(bytes_out), 0e0) as bytes_out,
  cast(sum(by_registry) as integer) as by_registry
from placed
group by country
order by records desc, country nulls last
