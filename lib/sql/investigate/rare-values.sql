-- Which countries, ports and protocols make up under 1 % of a server's records (of 100 or more), and who sent them?
-- A country is the registry's of the source address where a record names none (table addresses, made by enrichAddresses).
with valued as (
  select dst_ip, src_ip, 'country' as what, coalesce(src_ip_country_code, addresses.country) as value
  from traffic left join addresses on addresses.ip = traffic.src_ip
  union all select dst_ip, src_ip, 'port', cast(dst_port as varchar) from traffic
  union all select dst_ip, src_ip, 'protocol', protocol from traffic
), counted as (
  select dst_ip, what, value, count(*) as records, count(distinct src_ip) as clients, min(src_ip) as a_client,
    sum(count(*)) over (partition by dst_ip, what) as all_records
  from valued where value is not null group by dst_ip, what, value
)
select dst_ip, what, value, cast(records as integer) as records, cast(clients as integer) as clients, a_client,
  records / cast(all_records as double) as share
from counted
where all_records >= 100 and records < 1e-2 * all_records
order by share, dst_ip, what, value
