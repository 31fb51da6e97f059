-- How many records of everyone began in each second, and how many of them were errors? One row a second that has records.
-- responses counts the records that have a response.
select
  second_of_start,
  count(*) as n,
  cast(coalesce(sum(error), 0) as double) as errors,
  count(error) as responses
from (
  select
    date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) as second_of_start,
    case when response_code >= 400 then 1 when response_code is not null then 0 end as error
  from traffic
) as timed
group by second_of_start
