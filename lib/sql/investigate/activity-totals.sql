-- How many records of each odd kind do all sources have together (table source_activity, made from activity.sql)?
select cast(count(*) as integer) as clients, cast(sum(records) as double) as records, cast(sum(answered) as double) as answered,
  cast(sum(at_rare_ports) as double) as at_rare_ports, cast(sum(at_rare_destinations) as double) as at_rare_destinations,
  cast(sum(unauthorized) as double) as unauthorized, cast(sum(not_found) as double) as not_found,
  cast(sum(refused) as double) as refused, cast(sum(guessed) as double) as guessed,
  cast(sum(server_errors) as double) as server_errors, cast(sum(failing) as double) as failing,
  cast(sum(large_answers) as double) as large_answers, cast(sum(huge_answers) as double) as huge_answers,
  cast(date_diff('second', date_trunc('second', min(first_seen)), date_trunc('second', max(last_seen))) as double) as capture_seconds
from source_activity
