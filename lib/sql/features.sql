-- What is each record like, in numbers? One row a record, one FLOAT column a feature, before scaling.
--
-- Counts and sums per source look back over the last $window_seconds, up to and including the record, never
-- forward: a detector that works on live traffic has not seen what comes next. Shares of values (port, country …)
-- were learned beforehand and come bound as lists, so that new records are judged by what was usual before.
-- DuckDB only: Trino has no count(distinct …) over a window.
with frequency as (
  select unnest((select columns from parameters)) as column_name, unnest((select values from parameters)) as value, unnest((select codes from parameters)) as code, unnest((select counts from parameters)) as n
),
timed as (
  select
    *,
    date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) as second_of_start,
    -- Not greatest(…, 0), which makes a null 0 here and leaves it null in Trino.
    case when end_time > creation_time then date_diff('millisecond', creation_time, end_time) / cast(1000 as double)
      when end_time is not null then 0 end as seconds,
    case when bytes_in > 0 then cast(bytes_in as double) when bytes_in is not null then 0 end as received,
    case when bytes_out > 0 then cast(bytes_out as double) when bytes_out is not null then 0 end as sent,
    hour(creation_time) / cast(24 as double) + minute(creation_time) / cast(1440 as double) as day_part,
    (date_diff('day', timestamp '1970-01-05 00:00:00', creation_time) % 7) / cast(7 as double) as week_part
  from traffic
),
starts as (
  select second_of_start, count(*) as n, second_of_start - lag(second_of_start) over (order by second_of_start) as quiet
  from timed
  group by second_of_start
),
everyone as (
  select
    second_of_start,
    sum(n) over (order by second_of_start range between (select window_seconds from parameters) preceding and current row) as records,
    -- A clock that stands still while nobody is recorded: a gap in the capture is not silence of a source.
    sum(least(coalesce(quiet, 0), (select window_seconds from parameters))) over (order by second_of_start) as watched
  from starts
),
per_source as (
  select
    row_id,
    count(*) over recent as records,
    sum(cast(coalesce(received, 0) + coalesce(sent, 0) as decimal(38, 0))) over recent as bytes,
    count(distinct dst_port) over recent as ports,
    count(distinct dst_ip) over recent as destinations,
    count(response_code) over recent as responses,
    sum(case when response_code >= 400 then 1 else 0 end) over recent as errors,
    watched - lag(watched) over (partition by src_ip order by second_of_start, row_id) as gap,
    everyone.records as everyone
  from timed join everyone using (second_of_start)
  window recent as (
    partition by src_ip
    order by second_of_start
    range between (select window_seconds from parameters) preceding and current row
  )
)
select
  t.row_id,
  cast(ln(1 + t.received) as float) as bytes_in,
  cast(ln(1 + t.sent) as float) as bytes_out,
  cast(ln((1 + t.received) / (1 + t.sent)) as float) as bytes_ratio,
  cast(ln(1 + t.seconds) as float) as duration,
  cast(ln(1 + t.received / case when t.seconds < 1 then 1 else t.seconds end) as float) as bytes_in_rate,
  cast(ln(1 + t.sent / case when t.seconds < 1 then 1 else t.seconds end) as float) as bytes_out_rate,
  cast(sin(2 * pi() * t.day_part) as float) as hour_sine,
  cast(cos(2 * pi() * t.day_part) as float) as hour_cosine,
  cast(sin(2 * pi() * t.week_part) as float) as weekday_sine,
  cast(cos(2 * pi() * t.week_part) as float) as weekday_cosine,
  cast(-ln(greatest(coalesce(port.n, 0), 0.5) / (select records from parameters)) as float) as port_rarity,
  cast(-ln(greatest(coalesce(country.n, 0), 0.5) / (select records from parameters)) as float) as country_rarity,
  cast(-ln(greatest(coalesce(protocol.n, 0), 0.5) / (select records from parameters)) as float) as protocol_rarity,
  cast(-ln(greatest(coalesce(response.n, 0), 0.5) / (select records from parameters)) as float) as response_rarity,
  cast(ln(1 + s.records) as float) as source_records,
  cast(ln(1 + cast(s.bytes as double)) as float) as source_bytes,
  cast(ln(1 + s.ports) as float) as source_ports,
  cast(ln(1 + s.destinations) as float) as source_destinations,
  cast(s.errors / cast(nullif(s.responses, 0) as double) as float) as source_error_share,
  -- A share of a handful says nothing.
  cast(case when s.everyone >= 10 then s.records / cast(s.everyone as double) end as float) as source_share,
  cast(ln(1 + cast(s.gap as double)) as float) as source_gap,
  coalesce(port.code, -1) as dst_port_code,
  coalesce(country.code, -1) as src_ip_country_code_code,
  coalesce(protocol.code, -1) as protocol_code,
  coalesce(response.code, -1) as response_code_code
from timed as t
join per_source as s on s.row_id = t.row_id
left join frequency as port
  on port.column_name = 'dst_port' and port.value = coalesce(cast(t.dst_port as varchar), '')
left join frequency as country
  on country.column_name = 'src_ip_country_code' and country.value = coalesce(t.src_ip_country_code, '')
left join frequency as protocol
  on protocol.column_name = 'protocol' and protocol.value = coalesce(t.protocol, '')
left join frequency as response
  on response.column_name = 'response_code' and response.value = coalesce(cast(t.response_code as varchar), '')
