-- Which clients got answers 500 to 599 in bursts, while others got none?
-- Two such answers of a client belong together when at most $max_pause seconds lie between them; bursts of under $min_errors are
-- left out. other_records, other_errors: answers to everybody else in the minutes of the burst; path_errors: of the burst's answers,
-- those at paths where half or more of the answers to others are such errors too.
with failed as (
  select src_ip, split_part(uri, '?', 1) as path, uri, upper(method) as method, creation_time, row_id,
    date_diff('second', date_trunc('second', lag(creation_time) over (partition by src_ip order by creation_time, row_id)),
      date_trunc('second', creation_time)) as step
  from traffic where response_code >= 500 and uri is not null
), numbered as (
  select *, sum(case when step is null or step > (select max_pause from parameters) then 1 else 0 end)
    over (partition by src_ip order by creation_time, row_id) as burst
  from failed
), counted as (
  select src_ip, burst, count(*) as errors, count(distinct case when method in ('POST', 'PUT', 'PATCH') then cast(row_id as varchar) else uri end) as different,
    min(creation_time) as first_seen, max(creation_time) as last_seen,
    floor(date_diff('second', timestamp '1970-01-01 00:00:00', min(creation_time)) / 60e0) as first_minute,
    floor(date_diff('second', timestamp '1970-01-01 00:00:00', max(creation_time)) / 60e0) as last_minute
  from numbered group by src_ip, burst having count(*) >= (select min_errors from parameters)
), members as (
  select counted.src_ip, counted.burst, path, count(*) as errors
  from numbered join counted on counted.src_ip = numbered.src_ip and counted.burst = numbered.burst group by 1, 2, 3
), most as (
  select src_ip, burst, path, row_number() over (partition by src_ip, burst order by errors desc, path) as place from members
), answers as (
  select src_ip, split_part(uri, '?', 1) as path, count(*) as records, sum(case when response_code >= 500 then 1 else 0 end) as errors
  from traffic where uri is not null and response_code is not null and split_part(uri, '?', 1) in (select path from members)
  group by 1, 2
), paths as (
  select path, sum(records) as records, sum(errors) as errors from answers group by path
), explained as (
  select members.src_ip, members.burst, sum(case when 2 * (paths.errors - answers.errors) >= paths.records - answers.records
      and paths.records > answers.records then members.errors else 0 end) as path_errors,
    count(*) as paths
  from members join paths on paths.path = members.path
  join answers on answers.path = members.path and answers.src_ip = members.src_ip
  group by 1, 2
), minutes as (
  select floor(date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) / 60e0) as minute, src_ip, count(*) as records,
    sum(case when response_code >= 500 then 1 else 0 end) as errors
  from traffic where response_code is not null group by 1, 2
), all_minutes as (
  select minute, sum(records) as records, sum(errors) as errors from minutes group by minute
), together as (
  select counted.src_ip, burst, sum(records) as records, sum(all_minutes.errors) as errors
  from counted join all_minutes on minute between first_minute and last_minute group by 1, 2
), own as (
  select counted.src_ip, burst, sum(records) as records, sum(minutes.errors) as errors
  from counted join minutes on minutes.src_ip = counted.src_ip and minute between first_minute and last_minute group by 1, 2
)
select counted.src_ip, cast(counted.burst as integer) as burst, cast(counted.errors as integer) as errors,
  cast(different as integer) as different, first_seen, last_seen, cast(own.records as integer) as records,
  cast(together.records - own.records as integer) as other_records, cast(together.errors - own.errors as integer) as other_errors,
  cast(path_errors as integer) as path_errors, cast(paths as integer) as paths, most.path
from counted join together on together.src_ip = counted.src_ip and together.burst = counted.burst
join own on own.src_ip = counted.src_ip and own.burst = counted.burst
join explained on explained.src_ip = counted.src_ip and explained.burst = counted.burst
join most on most.src_ip = counted.src_ip and most.burst = counted.burst and most.place = 1
order by counted.errors desc, counted.src_ip, counted.burst
