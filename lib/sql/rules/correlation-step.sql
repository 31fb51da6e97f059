-- Which hits of a rule follow one of the rule before, and when did the last such series begin?
-- The relations step_before (row_id, creation_time, grouped, started) and step_hits (row_id, creation_time, grouped): the hits of the
-- rule before with the start of their series, and those of this rule.
with both_steps as (
  select row_id, creation_time, grouped, started from step_before
  union all
  select row_id, creation_time, grouped, cast(null as timestamp) as started from step_hits
), latest as (
  select row_id, creation_time, grouped, started,
    max(started) over (partition by grouped order by creation_time) as latest_start
  from both_steps
)
select row_id, creation_time, grouped, latest_start as started
from latest
where started is null and latest_start is not null
