-- What did the clients of each finding get after their first attempt (table finding_requests, made from finding-requests.sql) that is new?
-- New is an answer 200 to 299 for a path that was refused to the client before (401, 403, 404), or a path that no client outside the
-- finding gets: one that a client posts to or requests twice or more, where others get at least
-- 20 such answers, at most 5 % of them for paths that only one gets. An example of each finding, and how many.
with begun as (
  select finding, src_ip, min(creation_time) as began
  from finding_requests where path is not null group by finding, src_ip
), later as (
  select begun.finding, t.src_ip, split_part(t.uri, '?', 1) as path, count(*) as requests,
    sum(case when upper(t.method) = 'POST' then 1 else 0 end) as posted, max(t.creation_time) as last_seen
  from begun join traffic as t on t.src_ip = begun.src_ip
  left join finding_requests as attempts on attempts.finding = begun.finding and attempts.row_id = t.row_id
  where attempts.row_id is null and t.uri is not null and t.response_code between 200 and 299 and t.creation_time >= begun.began
    and not is_automatic(t.uri)
  group by 1, 2, 3
), by_others as (
  select split_part(t.uri, '?', 1) as path, count(*) as requests from traffic as t
  left join (select src_ip from finding_clients union select src_ip from finding_requests) as accused on accused.src_ip = t.src_ip
  where accused.src_ip is null and t.uri is not null and t.response_code < 400 and split_part(t.uri, '?', 1) in (select path from later)
  group by 1
), paths as (
  select split_part(t.uri, '?', 1) as path, count(*) as answers, min(t.src_ip) as first_client, max(t.src_ip) as last_client from traffic as t
  left join (select src_ip from finding_clients union select src_ip from finding_requests) as accused on accused.src_ip = t.src_ip
  where accused.src_ip is null and t.uri is not null and t.response_code between 200 and 299 group by 1
), everyone as (
  select coalesce(sum(answers), 0) as answers, coalesce(sum(case when first_client = last_client then answers else 0 end), 0) as alone from paths
), refused as (
  select t.src_ip, split_part(t.uri, '?', 1) as path, min(t.creation_time) as first_seen from traffic as t
  join (select distinct src_ip from begun) as accused on accused.src_ip = t.src_ip
  where t.response_code in (401, 403, 404) and t.uri is not null group by 1, 2
), new_paths as (
  select later.finding, later.path, sum(later.requests) as requests, max(case when refused.path is not null then 1 else 0 end) as was_refused
  from later cross join everyone left join by_others on by_others.path = later.path
  left join refused on refused.src_ip = later.src_ip and refused.path = later.path and refused.first_seen < later.last_seen
  where refused.path is not null or (by_others.path is null and replace(later.path, '/', '') <> ''
    and everyone.answers >= 20 and everyone.alone <= 5e-2 * everyone.answers and (later.requests >= 2 or later.posted > 0))
  group by 1, 2
), ranked as (
  select *, row_number() over (partition by finding order by was_refused desc, requests desc, path) as place,
    count(*) over (partition by finding) as paths
  from new_paths
)
select finding, path, cast(requests as integer) as requests, was_refused, cast(paths as integer) as paths
from ranked where place = 1
order by finding
