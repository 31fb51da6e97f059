-- How many records are there beyond the first of those that agree in every column? They are counted, not removed.
--
-- Few records agree even in source, time and bytes: only those are compared in all columns, which takes a third of the time.
with repeated as (
  select coalesce(src_ip, '') as source, coalesce(creation_time, timestamp '1970-01-01 00:00:00') as started,
    coalesce(bytes_in, 0) as received
  from traffic
  group by 1, 2, 3
  having count(*) > 1
)
select cast(coalesce(sum(copies - 1), 0) as integer) as duplicates
from (
  select count(*) as copies
  from traffic join repeated on source = coalesce(src_ip, '')
    and started = coalesce(creation_time, timestamp '1970-01-01 00:00:00') and received = coalesce(bytes_in, 0)
  group by bytes_in, bytes_out, creation_time, end_time, src_ip, src_ip_country_code, protocol, response_code, dst_port,
    dst_ip, rule_names, observation_name, source_meta, source_name, time, detection_types, action, src_port, packets,
    tcp_flags, method, host, uri, user_agent, referer, forwarded_for, rule_action
) as same
where copies > 1
