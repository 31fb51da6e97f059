-- How many records did each source send to each port?
select src_ip as source, src_ip_country_code as country, dst_port as port, cast(count(*) as integer) as records
from traffic
group by 1, 2, 3
order by records desc, source, port
