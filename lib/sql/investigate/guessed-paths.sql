-- Which paths that do not exist, or that nobody may see (404, 403), did each client request without a link to them?
-- $min_paths: different ones from which on a client is listed, with 200 of them at most. Left out are requests with a referer,
-- those of declared crawlers, and what browsers request by themselves (icons and the like).
with guessed as (
  select src_ip, split_part(uri, '?', 1) as path, creation_time
  from traffic
  where response_code in (403, 404) and uri is not null and referer is null
    and not is_crawler(user_agent) and not is_automatic(uri)
), counted as (
  select src_ip, path, count(*) as requests, min(creation_time) as first_seen, max(creation_time) as last_seen
  from guessed group by src_ip, path
), placed as (
  select *, row_number() over (partition by src_ip order by requests desc, path) as place, count(*) over (partition by src_ip) as paths,
    min(first_seen) over (partition by src_ip) as first_guess, max(last_seen) over (partition by src_ip) as last_guess
  from counted
)
select src_ip, path, cast(paths as integer) as paths, first_guess as first_seen, last_guess as last_seen
from placed where paths >= (select min_paths from parameters) and place <= 200
order by src_ip, place
