-- What did a record's network (/24, /48) do in the 12 windows before it, in numbers? One row a record, one FLOAT column
-- a feature, before scaling.
--
-- Up to and including the record, never forward. Networks are told apart by a hash of 64 bits, which windows sort and
-- compare in half the time that texts take; that two of a million networks share one has a chance of 1 in 10^7. What everyone
-- did is the relation features_everyone (features-everyone.sql).
with timed as (
  select
    row_id,
    -- 192.0.2.1 without its last digits, 2001:db8:1::2 up to the third colon.
    hash(case when src_ip like '%:%' then regexp_extract(src_ip, '^[^:]*:[^:]*:[^:]*') else trim(trailing '0123456789' from src_ip) end) as network,
    date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) as second_of_start,
    case when response_code >= 400 then 1 when response_code is not null then 0 end as error
  from traffic
),
windowed as (
  select row_id, second_of_start, count(*) over recent as records, avg(error) over recent as error_share
  from timed
  window recent as (
    partition by network
    order by second_of_start
    range between (select window_seconds from parameters) * 12 preceding and current row
  )
)
select
  row_id,
  -- The window reaches back to before the capture began.
  recorded < (select window_seconds from parameters) * 12 as in_warm_up,
  cast(ln(cast(1 + records as double)) as real) as network_records,
  cast(error_share as real) as network_error_share
from windowed join features_everyone using (second_of_start)
