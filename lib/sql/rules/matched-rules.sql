-- Which rules does each record match, by name and in the order of the rules? The relation named_rules has the number (rule) and name
-- of the rules that are listed.
select row_id, array_join(array_agg(name order by named_rules.rule), '; ') as matched_rules
from rule_matches join named_rules on named_rules.rule = rule_matches.rule
group by row_id
