-- Which requests that match rules did each source send, how often? Rules are numbered as in rule_matches.
with matched as (
  select row_id, array_join(array_agg(cast(rule as varchar) order by rule), ',') as rules
  from rule_matches
  group by row_id
)
select src_ip, uri, user_agent, method, rules, cast(count(*) as integer) as records,
  cast(sum(case when response_code between 200 and 299 then 1 else 0 end) as integer) as succeeded,
  min(creation_time) as first_seen, max(coalesce(end_time, creation_time)) as last_seen
from traffic join matched on matched.row_id = traffic.row_id
group by src_ip, uri, user_agent, method, rules
order by src_ip, uri, user_agent, method, rules
