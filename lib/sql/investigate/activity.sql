-- What did each source do: how much, when, at which rare ports and servers, with how many errors and how large answers?
-- "Rare" is a port or destination with under 1 % of the records; "large" an answer above the 99th percentile of its
-- server and port (of all records, where that pair has under 500), "huge" one above the 99.9th (5,000), both found in
-- steps of 5 % of its size. "guessed" is what is not there or forbidden, of requests that no link led to and that neither declared
-- crawlers nor browsers send by themselves.
with sizes as (
  select dst_ip, dst_port, floor(20 * ln(1 + bytes_out)) as step, cast(count(*) as double) as records
  from traffic where bytes_out > 0 group by 1, 2, 3
), all_sizes as (
  select step, sum(sum(records)) over (order by step) as until, sum(sum(records)) over () as records
  from sizes group by step
), every_pair as (
  select min(case when until >= 99e-2 * records then step end) as large,
    min(case when until >= 999e-3 * records then step end) as huge
  from all_sizes
), cumulated as (
  select dst_ip, dst_port, step, sum(records) over (partition by dst_ip, dst_port order by step) as until,
    sum(records) over (partition by dst_ip, dst_port) as records
  from sizes
), pairs as (
  select dst_ip, dst_port, max(records) as records, min(case when until >= 99e-2 * records then step end) as large,
    min(case when until >= 999e-3 * records then step end) as huge
  from cumulated group by dst_ip, dst_port
), counted as (
  select dst_ip, dst_port, cast(count(*) as double) as records from traffic group by dst_ip, dst_port
), ports as (
  select dst_port, sum(records) as records from counted group by dst_port
), destinations as (
  select dst_ip, sum(records) as records from counted group by dst_ip
), total as (
  select sum(records) as records from counted
), kinds as (
  select counted.dst_ip, counted.dst_port,
    case when ports.records < 1e-2 * total.records then 1 else 0 end as rare_port,
    case when destinations.records < 1e-2 * total.records then 1 else 0 end as rare_destination,
    exp((coalesce(case when pairs.records >= 500 then pairs.large end, every_pair.large) + 1) / 20e0) as large,
    exp((coalesce(case when pairs.records >= 5000 then pairs.huge end, every_pair.huge) + 1) / 20e0) as huge
  from counted cross join total cross join every_pair
  left join ports on ports.dst_port = counted.dst_port
  left join destinations on destinations.dst_ip = counted.dst_ip
  left join pairs on pairs.dst_ip = counted.dst_ip and pairs.dst_port = counted.dst_port
)
select t.src_ip, max(src_ip_country_code) as country, cast(count(*) as integer) as records,
  sum(cast(bytes_in as double)) as bytes_in, sum(cast(bytes_out as double)) as bytes_out,
  cast(sum(coalesce(rare_port, 0)) as integer) as at_rare_ports,
  cast(sum(coalesce(rare_destination, 0)) as integer) as at_rare_destinations,
  cast(sum(case when bytes_out > large then 1 else 0 end) as integer) as large_answers,
  cast(sum(case when bytes_out > huge then 1 else 0 end) as integer) as huge_answers,
  max(cast(bytes_out as double)) as largest_answer,
  cast(count(response_code) as integer) as answered,
  cast(sum(case when response_code >= 400 then 1 else 0 end) as integer) as errors,
  cast(sum(case when response_code = 401 then 1 else 0 end) as integer) as unauthorized,
  cast(sum(case when response_code = 404 then 1 else 0 end) as integer) as not_found,
  cast(sum(case when response_code in (400, 403, 404, 405) then 1 else 0 end) as integer) as refused,
  cast(sum(case when response_code in (400, 403, 500) then 1 else 0 end) as integer) as failing,
  cast(sum(case when response_code in (403, 404) and uri is not null and referer is null
    and not is_crawler(user_agent) and not is_automatic(uri) then 1 else 0 end) as integer) as guessed,
  cast(sum(case when response_code >= 500 then 1 else 0 end) as integer) as server_errors,
  cast(sum(case when response_code is null then 1 else 0 end) as integer) as without_status,
  min(creation_time) as first_seen, max(coalesce(end_time, creation_time)) as last_seen,
  cast(date_diff('second', date_trunc('second', min(creation_time)), date_trunc('second', max(creation_time))) as double) as span_seconds
from traffic as t
left join kinds on t.dst_ip = kinds.dst_ip and t.dst_port = kinds.dst_port
group by t.src_ip
