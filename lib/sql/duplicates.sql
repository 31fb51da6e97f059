-- How many records are there beyond the first of those that agree in every column? They are counted, not removed.
select cast(coalesce(sum(copies - 1), 0) as integer) as duplicates
from (
  select count(*) as copies
  from traffic
  group by bytes_in, bytes_out, creation_time, end_time, src_ip, src_ip_country_code, protocol, response_code, dst_port,
    dst_ip, rule_names, observation_name, source_meta, source_name, time, detection_types, action, src_port, packets,
    tcp_flags, method, host, uri, user_agent, referer, forwarded_for
) as same
where copies > 1
