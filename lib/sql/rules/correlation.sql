-- Which hits complete a correlation: how many different values were there in the time span up to each hit, in its group?
-- The relation hits has, of each rule that is counted: row_id, creation_time, grouped (the values that hits share) and value (what is
-- counted: a record, a value or a rule). A span of 60 seconds includes the hit that was 60 seconds before.
with next_hits as (
  select grouped, creation_time, creation_time + (select correlation_span from parameters) as until,
    lead(creation_time) over (partition by grouped, value order by creation_time) as next_time
  from hits
), changes as (
  -- A value counts from its hit until it is counted again, or until the span is over: after the last moment (1), not in it (0).
  select grouped, creation_time as moment, 0 as after, 1 as change from next_hits
  union all
  select grouped, case when next_time <= until then next_time else until end, case when next_time <= until then 0 else 1 end, -1
  from next_hits
), counts as (
  select grouped, moment, after, sum(change) over (partition by grouped order by moment, after) as values_in_span
  from changes
)
select distinct hits.row_id
from hits join counts on counts.grouped = hits.grouped and counts.moment = hits.creation_time and counts.after = 0
where case (select correlation_operator from parameters)
  when '=' then values_in_span = (select correlation_count from parameters)
  when '<>' then values_in_span <> (select correlation_count from parameters)
  when '<' then values_in_span < (select correlation_count from parameters)
  when '<=' then values_in_span <= (select correlation_count from parameters)
  when '>' then values_in_span > (select correlation_count from parameters)
  else values_in_span >= (select correlation_count from parameters) end
