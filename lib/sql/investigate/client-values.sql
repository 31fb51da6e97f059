-- How many records did each client send to each port, and from which country (by registry where the records name none)?
with counted as (
  select src_ip, src_ip_country_code as recorded, dst_port, cast(count(*) as integer) as records
  from traffic group by src_ip, src_ip_country_code, dst_port
)
select src_ip, coalesce(recorded, addresses.country) as country, dst_port as port, records
from counted left join addresses on addresses.ip = counted.src_ip
order by records desc, src_ip, port, country
