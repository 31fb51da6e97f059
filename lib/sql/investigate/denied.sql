-- Which sources are on the analyst's own deny list (table addresses, made by enrichAddresses), and what did they do?
select src_ip, comment, cast(count(*) as integer) as records, min(creation_time) as first_seen,
  max(coalesce(end_time, creation_time)) as last_seen
from traffic join addresses on addresses.ip = traffic.src_ip
where cast(verdict as varchar) = 'deny'
group by src_ip, comment
order by comment, records desc, src_ip
