-- Which paths did many more clients request within $window_seconds than at any other time?
-- $min_clients: clients of the window from which on it is listed. usual_clients: the number that 99 % of the path's other windows do
-- not exceed, where windows without a request of the path count as well. only_this: clients that requested nothing else in the window.
with visits as (
  select distinct src_ip, split_part(uri, '?', 1) as path, floor(date_diff('second', timestamp '1970-01-01 00:00:00', creation_time)
      / cast((select window_seconds from parameters) as double)) as started
  from traffic where uri is not null and not is_automatic(uri)
), counted as (
  select path, started, count(*) as clients from visits group by path, started
), windows as (
  select count(distinct started) as windows from visits
), chosen as (
  select path, started, clients from counted where clients >= (select min_clients from parameters)
), ranked as (
  select counted.path, counted.started, counted.clients, windows.windows - 1 as others,
    row_number() over (partition by counted.path order by counted.clients desc, counted.started) as place
  from counted cross join windows where counted.path in (select path from chosen)
), usual as (
  -- From above: of n other windows the value at place n / 100 + 1, after the busiest; none where the path has fewer windows.
  select path, max(case when place = 2 + others / 100 then clients end) as clients from ranked group by path
), busiest as (
  select * from ranked where place = 1
), own as (
  select visits.src_ip, visits.path, visits.started, count(*) over (partition by visits.src_ip, visits.started) as paths from visits
  join (select distinct started from busiest) as wanted on wanted.started = visits.started
), alone as (
  select path, started, sum(case when paths = 1 then 1 else 0 end) as only_this from own group by path, started
)
select busiest.path, cast(busiest.clients as integer) as clients, cast(coalesce(usual.clients, 0) as integer) as usual_clients,
  cast(only_this as integer) as only_this, cast(windows.windows as integer) as windows,
  timestamp '1970-01-01 00:00:00' + cast(busiest.started * (select window_seconds from parameters) as bigint) * interval '1' second as first_seen
from busiest cross join windows join usual on usual.path = busiest.path
join alone on alone.path = busiest.path and alone.started = busiest.started
order by busiest.clients desc, busiest.path
