-- What came from each network: /24 of IPv4, /48 of IPv6, with how many sources?
with placed as (
  select *, case when strpos(src_ip, ':') = 0
      then split_part(src_ip, '.', 1) || '.' || split_part(src_ip, '.', 2) || '.' || split_part(src_ip, '.', 3) || '.0/24'
    else coalesce(nullif(split_part(split_part(src_ip, '::', 1), ':', 1), ''), '0') || ':'
      || coalesce(nullif(split_part(split_part(src_ip, '::', 1), ':', 2), ''), '0') || ':'
      || coalesce(nullif(split_part(split_part(src_ip, '::', 1), ':', 3), ''), '0') || '::/48' end as network
  from traffic
)
select network, max(src_ip_country_code) as country, cast(count(distinct src_ip) as integer) as sources,
  cast(count(*) as integer) as records, sum(cast(bytes_in as double)) as bytes_in, sum(cast(bytes_out as double)) as bytes_out,
  cast(sum(case when response_code >= 400 then 1 else 0 end) as integer) as errors,
  cast(count(distinct dst_port) as integer) as ports, min(creation_time) as first_seen, max(creation_time) as last_seen
from placed
group by network
order by sources desc, records desc, network
