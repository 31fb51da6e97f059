-- How many records have each port, country, network owner, protocol and response? An absent value counts as ''.
select 'dst_port' as column_name, coalesce(cast(dst_port as varchar), '') as value, cast(count(*) as integer) as n
from traffic group by 1, 2
union all
select 'src_ip_country_code', coalesce(src_ip_country_code, ''), cast(count(*) as integer)
from traffic group by 1, 2
union all
select 'owner', coalesce(owner, ''), cast(count(*) as integer)
from traffic left join network_owners using (src_ip) group by 1, 2
union all
select 'protocol', coalesce(protocol, ''), cast(count(*) as integer)
from traffic group by 1, 2
union all
select 'response_code', coalesce(cast(response_code as varchar), ''), cast(count(*) as integer)
from traffic group by 1, 2
order by column_name, n desc, value
