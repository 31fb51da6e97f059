-- Which clients sent one path many requests that post data, or that differ in their parameters, and how many do others send it?
-- $min_tries: requests from which on a client is listed. A try is a request that posts (POST, PUT, PATCH), or a different query of
-- the path. busiest: tries in its busiest minute. others: clients besides it that tried the path; usual_tries: median of theirs.
with tries as (
  select src_ip, split_part(uri, '?', 1) as path,
    case when upper(method) in ('POST', 'PUT', 'PATCH') then 1 else 0 end as posted, uri, response_code, creation_time,
    floor(date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) / 60e0) as minute
  from traffic
  where uri is not null and (upper(method) in ('POST', 'PUT', 'PATCH') or strpos(uri, '?') > 0)
), by_minute as (
  select src_ip, path, posted, minute, case when posted = 1 then count(*) else count(distinct uri) end as tries,
    count(*) as requests, sum(case when response_code >= 500 then 1 else 0 end) as failed,
    sum(case when response_code between 400 and 499 then 1 else 0 end) as refused,
    min(creation_time) as first_seen, max(creation_time) as last_seen
  from tries group by src_ip, path, posted, minute
), by_client as (
  select src_ip, path, posted, sum(tries) as tries, sum(requests) as requests, max(tries) as busiest, sum(failed) as failed,
    sum(refused) as refused, min(first_seen) as first_seen, max(last_seen) as last_seen
  from by_minute group by src_ip, path, posted
), ranked as (
  select *, row_number() over (partition by path, posted order by tries, src_ip) as place, count(*) over (partition by path, posted) as clients
  from by_client
), chosen as (
  select * from ranked where tries >= (select min_tries from parameters)
), usual as (
  -- The median of all clients but one with more than the median: the lower of the two in the middle where they are even in number.
  select ranked.path, ranked.posted, max(case when place = clients / 2 then tries end) as tries
  from ranked join (select distinct path, posted from chosen) as wanted on wanted.path = ranked.path and wanted.posted = ranked.posted
  group by ranked.path, ranked.posted
), everything as (
  select t.src_ip, count(*) as records from traffic as t
  join (select distinct src_ip from chosen) as wanted on wanted.src_ip = t.src_ip group by t.src_ip
)
select chosen.src_ip, chosen.path, cast(chosen.posted as integer) as posted, cast(chosen.tries as integer) as tries,
  cast(chosen.requests as integer) as requests, cast(chosen.busiest as integer) as busiest, cast(chosen.failed as integer) as failed,
  cast(chosen.refused as integer) as refused, chosen.first_seen, chosen.last_seen, cast(everything.records as integer) as records,
  cast(chosen.clients - 1 as integer) as others, cast(usual.tries as integer) as usual_tries
from chosen join everything on everything.src_ip = chosen.src_ip
join usual on usual.path = chosen.path and usual.posted = chosen.posted
order by chosen.src_ip, chosen.tries desc, chosen.path, chosen.posted
