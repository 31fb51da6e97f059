-- What did everyone do within the last $window_seconds, up to each second that has records? One row a second, of the relation
-- features_starts (features-starts.sql).
--
-- watched is a clock that stands still while nobody is recorded: a gap in the capture is not silence of a source.
with changes as (
  -- What starts is added, and taken away when it is no longer within the window: a running sum costs a fifth of windows that
  -- all records share.
  select second_of_start, 1 as starts, n, errors, responses,
    least(coalesce(second_of_start - lag(second_of_start) over (order by second_of_start), 0), (select window_seconds from parameters)) as watched
  from features_starts
  union all
  select second_of_start + 1 + (select window_seconds from parameters), 0, -n, -errors, -responses, 0 from features_starts
),
running as (
  select second_of_start, starts,
    sum(n) over up_to as n,
    sum(errors) over up_to as errors,
    sum(responses) over up_to as responses,
    sum(watched) over up_to as watched
  from changes
  window up_to as (order by second_of_start, starts rows unbounded preceding)
)
select
  second_of_start,
  cast(watched as double) as watched,
  cast(n as double) as all_records,
  cast(errors / nullif(responses, 0) as real) as all_error_share
from running where starts = 1
