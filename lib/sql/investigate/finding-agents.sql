-- Which clients sent the requests (or records without a request) of each finding (table finding_requests, made from finding-requests.sql), as which user agent?
-- The $row_limit clients of each with the most requests, each with its most frequent agent; agents: different ones of the client; without_path:
-- records of the finding that are no requests.
with by_agent as (
  select finding, src_ip, user_agent, count(*) as requests, count(path) as paths, min(creation_time) as first_seen, max(creation_time) as last_seen
  from finding_requests group by finding, src_ip, user_agent
), placed as (
  select *, row_number() over (partition by finding, src_ip order by requests desc, user_agent) as place from by_agent
), by_client as (
  select finding, src_ip, sum(requests) as requests, sum(paths) as paths, count(user_agent) as agents, max(case when place = 1 then user_agent end) as user_agent,
    min(first_seen) as first_seen, max(last_seen) as last_seen
  from placed group by finding, src_ip
), ranked as (
  select *, row_number() over (partition by finding order by requests desc, src_ip) as place, count(*) over (partition by finding) as clients,
    sum(requests - paths) over (partition by finding) as without_path
  from by_client
)
select finding, src_ip, cast(requests as integer) as requests, cast(agents as integer) as agents, user_agent, first_seen, last_seen,
  cast(clients as integer) as clients, cast(without_path as integer) as without_path
from ranked where place <= (select row_limit from parameters)
order by finding, place
