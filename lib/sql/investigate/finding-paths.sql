-- Which paths do the requests of each finding (table finding_requests, made from finding-requests.sql) have, and how were they answered?
-- The $row_limit paths of each with the most requests; paths: how many different ones it has.
with answered as (
  select finding, path, response_code, count(*) as requests from finding_requests where path is not null group by finding, path, response_code
), totals as (
  select finding, path, sum(requests) as requests from answered group by finding, path
), ranked as (
  select *, row_number() over (partition by finding order by requests desc, path) as place, count(*) over (partition by finding) as paths
  from totals
)
select ranked.finding, ranked.path, cast(ranked.requests as integer) as requests, cast(paths as integer) as paths,
  cast(answered.response_code as integer) as response_code, cast(answered.requests as integer) as answers
from ranked join answered on answered.finding = ranked.finding and answered.path = ranked.path
where place <= (select row_limit from parameters)
order by ranked.finding, place, answered.requests desc, answered.response_code
