-- Which clients change their user agent from request to request, and how many agents have clients usually?
-- $min_agents: different agents from which on a client is listed. changes: requests whose agent is another than that of the request
-- before. usual_agents: the number that 99 % of the clients do not exceed.
with counted as (
  select src_ip, count(distinct user_agent) as agents, count(*) as requests
  from traffic where user_agent is not null group by src_ip
), ranked as (
  select agents, row_number() over (order by agents) as place, count(*) over () as clients from counted
), usual as (
  select min(case when place >= 99e-2 * clients then agents end) as agents from ranked
), chosen as (
  select * from counted where agents >= (select min_agents from parameters)
), ordered as (
  select t.src_ip, t.user_agent, t.creation_time,
    lag(t.user_agent) over (partition by t.src_ip order by t.creation_time, t.row_id) as earlier
  from traffic as t join chosen on chosen.src_ip = t.src_ip where t.user_agent is not null
)
select ordered.src_ip, cast(max(chosen.agents) as integer) as agents, cast(max(chosen.requests) as integer) as requests,
  cast(sum(case when earlier <> user_agent then 1 else 0 end) as integer) as changes,
  cast(max(usual.agents) as integer) as usual_agents, min(creation_time) as first_seen, max(creation_time) as last_seen
from ordered join chosen on chosen.src_ip = ordered.src_ip cross join usual
group by ordered.src_ip
order by agents desc, ordered.src_ip
