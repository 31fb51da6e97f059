-- Which sources are in one of two captures only, the busiest first?
-- Views before_traffic and traffic. $row_limit: how many of each to list.
with earlier as (
  select src_ip, max(src_ip_country_code) as country, count(*) as records,
    sum(cast(coalesce(bytes_in, 0) as double)) + sum(cast(coalesce(bytes_out, 0) as double)) as bytes,
    min(creation_time) as first_seen, max(creation_time) as last_seen
  from before_traffic group by src_ip
), later as (
  select src_ip, max(src_ip_country_code) as country, count(*) as records,
    sum(cast(coalesce(bytes_in, 0) as double)) + sum(cast(coalesce(bytes_out, 0) as double)) as bytes,
    min(creation_time) as first_seen, max(creation_time) as last_seen
  from traffic group by src_ip
), apart as (
  select 'new' as change, later.* from later where src_ip not in (select src_ip from earlier)
  union all
  select 'gone' as change, earlier.* from earlier where src_ip not in (select src_ip from later)
), ranked as (
  select *, row_number() over (partition by change order by records desc, src_ip) as place,
    count(*) over (partition by change) as clients, sum(records) over (partition by change) as all_records
  from apart
)
select change, src_ip, country, cast(records as integer) as records, bytes, first_seen, last_seen,
  cast(clients as integer) as clients_of_change, cast(all_records as integer) as records_of_change
from ranked
where place <= (select row_limit from parameters)
order by change desc, place
