-- How many records did the rule engine mark, by rule? A record without a rule is unlabelled, not normal.
select rule_names as label, cast(count(*) as integer) as records
from traffic
group by rule_names
order by records desc, label
