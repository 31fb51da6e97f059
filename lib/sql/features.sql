-- What is each record like, in numbers? One row a record, one FLOAT column a feature, before scaling.
--
-- Counts and sums look back over the last $window_seconds, up to and including the record, never forward: a
-- detector that works on live traffic has not seen what comes next. A port counts as newly tried when the source
-- did not try it within the $window_seconds before. Shares of values (port, country …) were learned beforehand and
-- come bound as lists, so that new records are judged by what was usual before. DuckDB only: Trino has no asof join.
with frequency as (
  select unnest((select columns from parameters)) as column_name, unnest((select values from parameters)) as value, unnest((select codes from parameters)) as code, unnest((select counts from parameters)) as n
),
-- Numbers for addresses: windows sort and compare them in half the time that texts take.
sources as (
  select src_ip, network, cast(row_number() over () as integer) as source,
    cast(dense_rank() over (order by network) as integer) as neighbours
  from (
    select src_ip, case when src_ip like '%:%' then regexp_extract(src_ip, '^[^:]*:[^:]*:[^:]*') else regexp_extract(src_ip, '^\d+\.\d+\.\d+') end as network
    from traffic
    group by src_ip
  ) as addresses
),
servers as (
  select dst_ip, cast(row_number() over () as integer) as server from traffic group by dst_ip
),
-- Narrow on purpose: each window carries all columns of its input along.
timed as (
  select
    row_id, source, neighbours, server, dst_port,
    date_diff('second', timestamp '1970-01-01 00:00:00', creation_time) as second_of_start,
    case when bytes_in > 0 then cast(bytes_in as double) else 0 end
      + case when bytes_out > 0 then cast(bytes_out as double) else 0 end as bytes,
    case when response_code >= 400 then 1 when response_code is not null then 0 end as error
  from traffic
  join sources using (src_ip)
  left join servers using (dst_ip)
),
starts as (
  select second_of_start, count(*) as n, sum(error) as errors, count(error) as responses,
    second_of_start - lag(second_of_start) over (order by second_of_start) as quiet
  from timed
  group by second_of_start
),
-- Running sums, and below their differences, cost a fifth of windows that all records share.
running as (
  select
    second_of_start,
    sum(n) over up_to as n,
    sum(errors) over up_to as errors,
    sum(responses) over up_to as responses,
    -- A clock that stands still while nobody is recorded: a gap in the capture is not silence of a source.
    sum(least(coalesce(quiet, 0), (select window_seconds from parameters))) over up_to as watched
  from starts
  window up_to as (order by second_of_start)
),
everyone as (
  select
    now.second_of_start,
    now.watched,
    now.n - coalesce(before.n, 0) as records,
    coalesce(now.errors, 0) - coalesce(before.errors, 0) as errors,
    now.responses - coalesce(before.responses, 0) as responses
  from running as now
  asof left join running as before
    on before.second_of_start <= now.second_of_start - 1 - (select window_seconds from parameters)
),
seen as (
  select
    timed.*,
    everyone.watched - lag(everyone.watched) over in_order as gap,
    row_number() over in_order as nth,
    second_of_start - lag(second_of_start) over (partition by source, dst_port order by second_of_start, row_id)
      as port_gap,
    second_of_start - lag(second_of_start) over (partition by source, server order by second_of_start, row_id)
      as server_gap
  from timed join everyone using (second_of_start)
  window in_order as (partition by source order by second_of_start, row_id)
),
windowed as (
  select
    row_id, gap, nth, second_of_start,
    count(*) over recent as records,
    sum(bytes) over recent as bytes,
    sum(case when port_gap <= (select window_seconds from parameters) then 0 else 1 end) over recent as new_ports,
    sum(case when server_gap <= (select window_seconds from parameters) then 0 else 1 end) over recent as new_servers,
    count(error) over recent as responses,
    sum(error) over recent as errors,
    lag(gap) over (partition by source order by second_of_start, row_id) as gap_before,
    count(*) over network as network_records,
    count(error) over network as network_responses,
    sum(error) over network as network_errors
  from seen
  window recent as (
    partition by source
    order by second_of_start
    range between (select window_seconds from parameters) preceding and current row
  ),
  network as (
    partition by neighbours
    order by second_of_start
    range between (select window_seconds from parameters) * 12 preceding and current row
  )
),
of_each as (
  select
    row_id,
    -- Not greatest(…, 0), which makes a null 0 here and leaves it null in Trino.
    case when end_time > creation_time then date_diff('millisecond', creation_time, end_time) / cast(1000 as double)
      when end_time is not null then 0 end as seconds,
    case when bytes_in > 0 then cast(bytes_in as double) when bytes_in is not null then 0 end as received,
    case when bytes_out > 0 then cast(bytes_out as double) when bytes_out is not null then 0 end as sent,
    hour(creation_time) / cast(24 as double) + minute(creation_time) / cast(1440 as double) as day_part,
    (date_diff('day', timestamp '1970-01-05 00:00:00', creation_time) % 7) / cast(7 as double) as week_part,
    coalesce(cast(dst_port as varchar), '') as port,
    coalesce(src_ip_country_code, '') as country,
    coalesce(protocol, '') as protocol,
    coalesce(cast(response_code as varchar), '') as response
  from traffic
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
  cast(ln(1 + s.bytes) as float) as source_bytes,
  cast(ln(1 + s.new_ports) as float) as source_new_ports,
  cast(ln(1 + s.new_servers) as float) as source_new_destinations,
  cast(s.errors / cast(nullif(s.responses, 0) as double) as float) as source_error_share,
  -- A share of a handful says nothing.
  cast(case when e.records >= 10 then s.records / cast(e.records as double) end as float) as source_share,
  cast(ln(1 + cast(s.gap as double)) as float) as source_gap,
  cast(abs(ln((1 + s.gap) / cast(1 + s.gap_before as double))) as float) as source_gap_change,
  -- In the first day everybody is new.
  cast(case when s.second_of_start < (select min(second_of_start) from starts) + 86400 then null
    when s.nth = 1 then 1 else 0 end as float) as source_first,
  cast(ln(1 + s.network_records) as float) as network_records,
  cast(s.network_errors / cast(nullif(s.network_responses, 0) as double) as float) as network_error_share,
  cast(ln(1 + cast(e.records as double)) as float) as all_records,
  cast(e.errors / cast(nullif(e.responses, 0) as double) as float) as all_error_share,
  coalesce(port.code, -1) as dst_port_code,
  coalesce(country.code, -1) as src_ip_country_code_code,
  coalesce(protocol.code, -1) as protocol_code,
  coalesce(response.code, -1) as response_code_code
from of_each as t
join windowed as s using (row_id)
join everyone as e using (second_of_start)
left join frequency as port on port.column_name = 'dst_port' and port.value = t.port
left join frequency as country on country.column_name = 'src_ip_country_code' and country.value = t.country
left join frequency as protocol on protocol.column_name = 'protocol' and protocol.value = t.protocol
left join frequency as response on response.column_name = 'response_code' and response.value = t.response
