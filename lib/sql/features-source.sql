-- What did a record's source, and everyone, do shortly before it, in numbers? One row a record, one FLOAT column a
-- feature, before scaling.
--
-- Counts and sums look back over the last $window_seconds, up to and including the record, never forward: a
-- detector that works on live traffic has not seen what comes next. A port counts as newly tried when the source
-- did not try it within the $window_seconds before. Sources, ports and servers are told apart by a hash of 64 bits, which
-- windows sort and compare in half the time that texts take; that two of a million share one has a chance of 1 in 10^7.
-- What everyone did is the relation features_everyone (features-everyone.sql).
with timed as (
  select
    row_id,
    hash(src_ip) as source,
    hash(src_ip, dst_port) as port_of_source,
    hash(src_ip, dst_ip) as server_of_source,
    date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) as second_of_start,
    case when bytes_in > 0 then cast(bytes_in as double) else 0 end
      + case when bytes_out > 0 then cast(bytes_out as double) else 0 end as bytes,
    case when response_code >= 400 then 1 when response_code is not null then 0 end as error
  from traffic
),
-- Seconds since the source last tried the same, each in a narrow window: a window carries all columns of its input along.
tried_ports as (
  select row_id, source, server_of_source, second_of_start, bytes, error,
    case when second_of_start - lag(second_of_start) over in_order <= (select window_seconds from parameters) then 0 else 1 end as new_port
  from timed
  window in_order as (partition by port_of_source order by second_of_start, row_id)
),
tried as (
  select row_id, source, second_of_start, bytes, error, new_port,
    case when second_of_start - lag(second_of_start) over in_order <= (select window_seconds from parameters) then 0 else 1 end as new_server
  from tried_ports
  window in_order as (partition by server_of_source order by second_of_start, row_id)
),
windowed as (
  select
    row_id, second_of_start, recorded, all_records, all_error_share,
    row_number() over in_order as nth,
    cast(watched - lag(watched) over in_order as real) as gap,
    cast(lag(watched) over in_order - lag(watched, 2) over in_order as real) as gap_2,
    cast(lag(watched, 2) over in_order - lag(watched, 3) over in_order as real) as gap_3,
    cast(lag(watched, 3) over in_order - lag(watched, 4) over in_order as real) as gap_4,
    count(*) over recent as records,
    sum(bytes) over recent as bytes_within,
    -- Two counts in one sum: a port is new once within a window, so there are never more of them than 65,537 (one for none).
    sum(new_port + 131072e0 * new_server) over recent as new_ones,
    avg(error) over recent as error_share
  from tried join features_everyone using (second_of_start)
  window
    in_order as (partition by source order by second_of_start, row_id),
    recent as (partition by source order by second_of_start range between (select window_seconds from parameters) preceding and current row)
),
-- Pause by pause: greatest and least of four take three times as long.
paused as (
  select *,
    case when gap > gap_2 then gap else gap_2 end as longer,
    case when gap > gap_2 then gap_2 else gap end as shorter,
    case when gap_3 > gap_4 then gap_3 else gap_4 end as longer_before,
    case when gap_3 > gap_4 then gap_4 else gap_3 end as shorter_before
  from windowed
)
select
  row_id,
  -- The window reaches back to before the capture began.
  recorded < (select window_seconds from parameters) as in_warm_up,
  cast(ln(cast(1 + records as double)) as real) as source_records,
  cast(ln(1 + bytes_within) as real) as source_bytes,
  cast(ln(1 + new_ones % 131072e0) as real) as source_new_ports,
  cast(ln(1 + floor(new_ones / 131072e0)) as real) as source_new_destinations,
  cast(error_share as real) as source_error_share,
  -- A share of a handful says nothing.
  cast(case when all_records >= 10 then records / all_records end as real) as source_share,
  cast(ln(1 + cast(gap as double)) as real) as source_gap,
  cast(abs(ln((1 + cast(gap as double)) / (1 + gap_2))) as real) as source_gap_change,
  -- Of four pauses or nothing.
  cast(case when gap_4 is not null
    then ln((1 + cast(case when longer > longer_before then longer else longer_before end as double))
      / (1 + case when shorter < shorter_before then shorter else shorter_before end)) end as real) as source_gap_spread,
  -- In the first day everybody is new.
  cast(case when second_of_start < (select min(second_of_start) from features_everyone) + 86400 then null
    when nth = 1 then 1 else 0 end as real) as source_first,
  cast(ln(1 + all_records) as real) as all_records,
  all_error_share
from paused
