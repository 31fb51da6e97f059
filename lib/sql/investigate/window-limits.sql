-- How many records in a window of $window_seconds do 95 % and 99 % of the windows not exceed: of each server, and of all sources,
-- each by itself (dst_ip is null)?
-- A server's windows without a record count where the capture has any record in them; a source's do not. The limits are
-- exact: the value at the place of that rank. Sources are told apart by a hash, as in by-hour.sql.
with by_source as (
  select hash(src_ip) as source, dst_ip, floor(date_diff('second', timestamp '1970-01-01 00:00:00', creation_time)
      / cast((select window_seconds from parameters) as double)) as started, count(*) as records
  from traffic where dst_ip is not null group by 1, 2, 3
), by_server as (
  select dst_ip, started, sum(records) as records from by_source group by dst_ip, started
), counted as (
  select cast(null as varchar) as dst_ip, records, count(*) as windows from by_source group by records
  union all select dst_ip, records, count(*) from by_server group by dst_ip, records
  union all select dst_ip, 0, (select count(distinct started) from by_server) - count(*) from by_server group by dst_ip
), cumulated as (
  select dst_ip, records, sum(windows) over (partition by dst_ip order by records) as until,
    sum(windows) over (partition by dst_ip) as windows
  from counted
)
select dst_ip, cast(max(windows) as integer) as windows,
  cast(min(case when until >= 95e-2 * windows then records end) as integer) as p95,
  cast(min(case when until >= 99e-2 * windows then records end) as integer) as p99
from cumulated group by dst_ip
order by dst_ip nulls first
