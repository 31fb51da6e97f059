-- Which clients sent requests that match the analyst's own rules, how often?
-- $rules: numbers of these rules in rule_matches, with commas around each.
select m.rule, t.src_ip, cast(count(*) as integer) as records,
  cast(sum(case when t.response_code between 200 and 299 then 1 else 0 end) as integer) as succeeded,
  min(t.creation_time) as first_seen, max(coalesce(t.end_time, t.creation_time)) as last_seen,
  min(coalesce(t.uri, t.user_agent)) as example
from traffic as t join rule_matches as m on m.row_id = t.row_id
where strpos((select rules from parameters), ',' || cast(m.rule as varchar) || ',') > 0
group by m.rule, t.src_ip
order by m.rule, records desc, t.src_ip
