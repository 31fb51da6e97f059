-- How many records has each country, port, rule and hour of the day in either of two captures, and how unevenly?
-- Views before_traffic and traffic. $bin: seconds of a bin. $min_records: records of both together from which a value counts.
-- squares sums the squared counts of the bins (of the days, for an hour of the day): from it follows the dispersion.
with both_captures as (
  select 0 as later, src_ip_country_code, dst_port, rule_names, creation_time from before_traffic
  union all
  select 1 as later, src_ip_country_code, dst_port, rule_names, creation_time from traffic
), binned as (
  select later, src_ip_country_code, dst_port, rule_names, hour(creation_time) as hour_of_day,
    floor(date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) / cast((select bin from parameters) as double)) as bin, date_trunc('day', creation_time) as day
  from both_captures
), counted as (
  select later, 'country' as what, src_ip_country_code as value, count(*) as n from binned group by later, src_ip_country_code, bin
  union all
  select later, 'port', cast(dst_port as varchar), count(*) from binned group by later, dst_port, bin
  union all
  select later, 'rule', rule_names, count(*) from binned group by later, rule_names, bin
  union all
  select later, 'hour', lpad(cast(hour_of_day as varchar), 2, '0'), count(*) from binned group by later, hour_of_day, day
)
select what, value,
  cast(sum(case when later = 0 then n else 0 end) as integer) as records_before,
  cast(sum(case when later = 1 then n else 0 end) as integer) as records_after,
  cast(sum(case when later = 0 then n * n else 0 end) as double) as squares_before,
  cast(sum(case when later = 1 then n * n else 0 end) as double) as squares_after
from counted
group by what, value
having sum(n) >= (select min_records from parameters)
order by what, records_before + records_after desc, value
