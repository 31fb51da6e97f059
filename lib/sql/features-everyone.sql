-- What did everyone do within the last $window_seconds, up to each second that has records? One row a second, of the relation
-- features_starts (features-starts.sql).
--
-- watched is a clock that stands still while nobody is recorded: a gap in the capture is not silence of a source.
-- recorded is the time since the capture began, or began again after a gap longer than the window: until a window has passed,
-- counts within it are too low and shares of them too high. Where over a tenth of the records follow such gaps, gaps are
-- usual, and only the start of the capture counts.
with changes as (
  -- What starts is added, and taken away when it is no longer within the window: a running sum costs a fifth of windows that
  -- all records share.
  select second_of_start, 1 as starts, n as own, n, errors, responses,
    least(coalesce(second_of_start - lag(second_of_start) over (order by second_of_start), 0), (select window_seconds from parameters)) as watched,
    case when second_of_start - lag(second_of_start) over (order by second_of_start) <= (select window_seconds from parameters)
      then null else second_of_start end as began
  from features_starts
  union all
  select second_of_start + 1 + (select window_seconds from parameters), 0, 0, -n, -errors, -responses, 0, null from features_starts
),
running as (
  select second_of_start, starts, own,
    sum(n) over up_to as n,
    sum(errors) over up_to as errors,
    sum(responses) over up_to as responses,
    sum(watched) over up_to as watched,
    max(began) over up_to as began
  from changes
  window up_to as (order by second_of_start, starts rows unbounded preceding)
)
select
  second_of_start,
  cast(watched as double) as watched,
  second_of_start - case
    when 10 * sum(case when second_of_start - began < (select window_seconds from parameters) then own else 0 end) over () <= sum(own) over ()
    then began else min(began) over () end as recorded,
  cast(n as double) as all_records,
  cast(errors / nullif(responses, 0) as real) as all_error_share
from running where starts = 1
