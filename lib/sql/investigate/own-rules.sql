-- Which clients sent records that match the analyst's own rules, how often? requests: those with a request; answered: those with a
-- status of the response; succeeded: those answered 200 to 299. example: a request, else a user agent, else a server and its port.
-- $rules: numbers of these rules in rule_matches, with commas around each.
select m.rule, t.src_ip, cast(count(*) as integer) as records, cast(count(t.uri) as integer) as requests,
  cast(count(t.response_code) as integer) as answered,
  cast(sum(case when t.response_code between 200 and 299 then 1 else 0 end) as integer) as succeeded,
  min(t.creation_time) as first_seen, max(coalesce(t.end_time, t.creation_time)) as last_seen,
  coalesce(min(t.uri), min(t.user_agent), min(t.dst_ip || coalesce(' port ' || cast(t.dst_port as varchar), ''))) as example
from traffic as t join rule_matches as m on m.row_id = t.row_id
where strpos((select rules from parameters), ',' || cast(m.rule as varchar) || ',') > 0
group by m.rule, t.src_ip
order by m.rule, records desc, t.src_ip
