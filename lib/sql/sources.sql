-- Who are the sources: where from, how many records and bytes, to how many ports and servers, first and last seen?
-- $row_limit: how many sources to list, those with the most bytes first.
select src_ip,
  max(src_ip_country_code) as country,
  cast(count(*) as integer) as records,
  sum(cast(bytes_in as double)) as bytes_in,
  sum(cast(bytes_out as double)) as bytes_out,
  cast(count(distinct dst_port) as integer) as ports,
  cast(count(distinct dst_ip) as integer) as destinations,
  min(creation_time) as first_seen,
  max(creation_time) as last_seen
from traffic as t
group by src_ip
order by sum(cast(coalesce(t.bytes_in, 0) as double)) + sum(cast(coalesce(t.bytes_out, 0) as double)) desc, src_ip
limit (select row_limit from parameters)
