-- Which paths that are not there, or forbidden (404, 403), did each client request without a link to them?
-- $min_paths: different ones from which on a client is listed, with 200 of them at most. Left out is what browsers request by themselves
-- or for a page (icons, pictures), and links: requests with a referer, unless the client requested 15 such paths with one referer, or
-- five with that of a page which it never got. is_crawler: 1 where the client says that it is one.
with missed as (
  select src_ip, split_part(uri, '?', 1) as path, coalesce(referer, '') as referer, creation_time,
    case when is_crawler(user_agent) then 1 else 0 end as is_crawler
  from traffic
  where response_code in (403, 404) and uri is not null and not is_automatic(uri)
), by_referer as (
  select src_ip, referer, count(distinct path) as paths, coalesce(nullif(regexp_extract(referer, '^[A-Za-z]+://[^/]+(/[^?#]*)', 1), ''), '/') as page
  from missed where referer <> '' group by src_ip, referer having count(distinct path) >= 5
), fetched as (
  select distinct src_ip, split_part(uri, '?', 1) as path from traffic
  where src_ip in (select src_ip from by_referer) and uri is not null and response_code < 400
), doubtful as (
  select by_referer.src_ip, by_referer.referer from by_referer
  left join fetched on fetched.src_ip = by_referer.src_ip and fetched.path = by_referer.page
  where by_referer.paths >= 15 or fetched.path is null
), guessed as (
  select missed.* from missed
  left join doubtful on doubtful.src_ip = missed.src_ip and doubtful.referer = missed.referer
  where missed.referer = '' or doubtful.referer is not null
), counted as (
  select src_ip, path, count(*) as requests, max(is_crawler) as is_crawler, min(creation_time) as first_seen, max(creation_time) as last_seen
  from guessed group by src_ip, path
), placed as (
  select src_ip, path, row_number() over (partition by src_ip order by requests desc, path) as place,
    count(*) over (partition by src_ip) as paths, sum(requests) over (partition by src_ip) as guesses,
    max(is_crawler) over (partition by src_ip) as is_crawler, min(first_seen) over (partition by src_ip) as first_guess,
    max(last_seen) over (partition by src_ip) as last_guess
  from counted
)
select src_ip, path, cast(paths as integer) as paths, cast(guesses as integer) as guesses, is_crawler, first_guess as first_seen,
  last_guess as last_seen
from placed where paths >= (select min_paths from parameters) and place <= 200
order by src_ip, place
