-- Which sources are on a public list of known networks (table addresses, made by enrichAddresses), as what?
with known as (
  select src_ip, ip_key, known_kind, known, owner, cast(count(*) as integer) as records,
    sum(cast(coalesce(bytes_in, 0) as double)) as bytes_in, min(creation_time) as first_seen,
    max(coalesce(end_time, creation_time)) as last_seen
  from traffic join addresses on addresses.ip = traffic.src_ip
  where known is not null
  group by 1, 2, 3, 4, 5
)
select *, cast((select count(*) from traffic) as integer) as all_records from known order by records desc, src_ip
