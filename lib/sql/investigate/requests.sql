-- Which requests that match rules did each source send, how often? Rules are numbered as in rule_matches.
-- visits: other requests of the source that were answered 200 to 399, as those of a visitor of the site are.
with matched as (
  select row_id, array_join(array_agg(cast(rule as varchar) order by rule), ',') as rules
  from rule_matches
  group by row_id
), visits as (
  select t.src_ip, sum(case when t.response_code between 200 and 399 and matched.row_id is null then 1 else 0 end) as visits
  from traffic as t left join matched on matched.row_id = t.row_id
  where t.src_ip in (select src_ip from traffic join matched on matched.row_id = traffic.row_id)
  group by t.src_ip
)
select traffic.src_ip, uri, user_agent, method, rules, cast(count(*) as integer) as records,
  cast(sum(case when response_code between 200 and 299 then 1 else 0 end) as integer) as succeeded,
  cast(max(visits) as integer) as visits, min(creation_time) as first_seen, max(coalesce(end_time, creation_time)) as last_seen
from traffic join matched on matched.row_id = traffic.row_id join visits on visits.src_ip = traffic.src_ip
group by traffic.src_ip, uri, user_agent, method, rules
order by traffic.src_ip, uri, user_agent, method, rules
