-- How many records did the rule engine mark, by rule and by what the rule did? A rule that only counted a request did not block it. A
-- record without a rule is unlabelled, not normal.
select rule_names as label, rule_action as action, cast(count(*) as integer) as records
from traffic
group by rule_names, rule_action
order by records desc, label, action
