-- How many requests did a record's source newly try within the last $window_seconds, in numbers? One row a record, one FLOAT
-- column a feature, before scaling.
--
-- Up to and including the record, never forward. A request counts as newly tried when the source did not try it within the
-- $window_seconds before; sources and requests are told apart by a hash of 64 bits. By itself and not in features-source.sql,
-- since many sensors record no requests, and windows over them would take a sixth of its time all the same.
with timed as (
  select
    row_id,
    hash(src_ip) as source,
    hash(src_ip, uri) as request_of_source,
    date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) as second_of_start
  from traffic where uri is not null
),
tried as (
  select row_id, source, second_of_start,
    case when second_of_start - lag(second_of_start) over in_order <= (select window_seconds from parameters) then 0 else 1 end as new_request
  from timed
  window in_order as (partition by request_of_source order by second_of_start, row_id)
),
windowed as (
  select row_id, sum(new_request) over recent as new_requests
  from tried
  window recent as (
    partition by source
    order by second_of_start
    range between (select window_seconds from parameters) preceding and current row
  )
)
select row_id, cast(ln(cast(1 + new_requests as double)) as real) as source_new_requests
from (select row_id from traffic) as records left join windowed using (row_id)
