-- Which clients sent one path many requests that post data, or that differ in their parameters, and how many do others send it?
-- $min_tries: requests from which on a client is listed. A try is a request that posts (POST, PUT, PATCH), or a different query of
-- the path, where numbers do not count (pages, times) and those of declared crawlers neither. busiest: tries in its busiest minute.
-- same: answers with the client's most frequent status there. path_records: all its requests of the path, records: of any.
-- others: clients besides it that tried the path; usual_tries: median of theirs.
with tries as (
  select src_ip, split_part(uri, '?', 1) as path,
    case when upper(method) in ('POST', 'PUT', 'PATCH') then 1 else 0 end as posted,
    case when upper(method) in ('POST', 'PUT', 'PATCH') then '' else translate(uri, '0123456789', '') end as text,
    response_code, creation_time, floor(date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) / 60e0) as minute
  from traffic
  where uri is not null and (upper(method) in ('POST', 'PUT', 'PATCH') or (strpos(uri, '?') > 0 and not is_crawler(user_agent)))
), by_minute as (
  select src_ip, path, posted, minute, case when posted = 1 then count(*) else count(distinct text) end as tries
  from tries group by src_ip, path, posted, minute
), busiest as (
  select src_ip, path, posted, max(tries) as tries from by_minute group by src_ip, path, posted
), by_client as (
  select src_ip, path, posted, case when posted = 1 then count(*) else count(distinct text) end as tries, count(*) as requests,
    sum(case when response_code >= 500 then 1 else 0 end) as failed, min(creation_time) as first_seen, max(creation_time) as last_seen
  from tries group by src_ip, path, posted
), ranked as (
  select *, row_number() over (partition by path, posted order by tries, src_ip) as place, count(*) over (partition by path, posted) as clients
  from by_client
), chosen as (
  select * from ranked where tries >= (select min_tries from parameters)
), statuses as (
  select tries.src_ip, tries.path, tries.posted, response_code, count(*) as answers
  from tries join chosen on chosen.src_ip = tries.src_ip and chosen.path = tries.path and chosen.posted = tries.posted
  group by tries.src_ip, tries.path, tries.posted, response_code
), most as (
  select src_ip, path, posted, max(answers) as answers from statuses group by src_ip, path, posted
), usual as (
  -- The median of all clients but one with more than the median: the lower of the two in the middle where they are even in number.
  select ranked.path, ranked.posted, max(case when place = clients / 2 then tries end) as tries
  from ranked join (select distinct path, posted from chosen) as wanted on wanted.path = ranked.path and wanted.posted = ranked.posted
  group by ranked.path, ranked.posted
), everything as (
  select t.src_ip, split_part(t.uri, '?', 1) as path, count(*) as path_records, sum(count(*)) over (partition by t.src_ip) as records
  from traffic as t join (select distinct src_ip from chosen) as wanted on wanted.src_ip = t.src_ip group by 1, 2
)
select chosen.src_ip, chosen.path, cast(chosen.posted as integer) as posted, cast(chosen.tries as integer) as tries,
  cast(chosen.requests as integer) as requests, cast(busiest.tries as integer) as busiest, cast(chosen.failed as integer) as failed,
  cast(most.answers as integer) as same, chosen.first_seen, chosen.last_seen, cast(everything.path_records as integer) as path_records,
  cast(everything.records as integer) as records, cast(chosen.clients - 1 as integer) as others, cast(usual.tries as integer) as usual_tries
from chosen join everything on everything.src_ip = chosen.src_ip and everything.path = chosen.path
join busiest on busiest.src_ip = chosen.src_ip and busiest.path = chosen.path and busiest.posted = chosen.posted
join most on most.src_ip = chosen.src_ip and most.path = chosen.path and most.posted = chosen.posted
join usual on usual.path = chosen.path and usual.posted = chosen.posted
order by chosen.src_ip, chosen.tries desc, chosen.path, chosen.posted
