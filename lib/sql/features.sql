-- What is each record like by itself, in numbers? One row a record, one FLOAT column a feature, before scaling.
--
-- Shares of values (port, country …) were learned beforehand and come bound as lists, so that new records are judged
-- by what was usual before.
with frequency as (
  select (select columns from parameters)[i] as column_name, (select values from parameters)[i] as value,
    (select codes from parameters)[i] as code, (select counts from parameters)[i] as n
  from unnest(generate_series(1, len((select columns from parameters)))) as places(i)
),
-- Each value once: they repeat.
ports as (
  select dst_port, f.code, cast(-ln(greatest(coalesce(f.n, 0), 5e-1) / (select records from parameters)) as real) as rarity
  from (select dst_port from traffic group by dst_port) as t
  left join frequency as f on f.column_name = 'dst_port' and f.value = coalesce(cast(dst_port as varchar), '')
),
countries as (
  select src_ip_country_code, f.code, cast(-ln(greatest(coalesce(f.n, 0), 5e-1) / (select records from parameters)) as real) as rarity
  from (select src_ip_country_code from traffic group by src_ip_country_code) as t
  left join frequency as f on f.column_name = 'src_ip_country_code' and f.value = coalesce(src_ip_country_code, '')
),
owners as (
  select src_ip, coalesce(f.code, -1) as code, cast(-ln(greatest(coalesce(f.n, 0), 5e-1) / (select records from parameters)) as real) as rarity
  from network_owners as t
  left join frequency as f on f.column_name = 'owner' and f.value = owner
),
nobody as (
  select code, cast(-ln(greatest(coalesce(n, 0), 5e-1) / (select records from parameters)) as real) as rarity
  from (select 1) as one left join frequency on column_name = 'owner' and value = ''
),
protocols as (
  select
    protocol,
    f.code,
    cast(-ln(greatest(coalesce(f.n, 0), 5e-1) / (select records from parameters)) as real) as rarity,
    cast(name like 'TLS%' or name like 'SSL%' or name like 'HTTP/3%' or name in ('HTTPS', 'H2', 'H3', 'WSS', 'QUIC', 'SSH', 'SFTP',
      'FTPS', 'SMTPS', 'IMAPS', 'POP3S', 'LDAPS', 'ESP') as real) as encrypted,
    cast(name like 'HTTP%' or name in ('H2', 'H3', 'WS', 'WSS', 'GRPC', 'GRPCS', 'QUIC') as real) as web
  from (select protocol, upper(protocol) as name from traffic group by protocol) as t
  left join frequency as f on f.column_name = 'protocol' and f.value = coalesce(protocol, '')
),
responses as (
  select response_code, f.code, cast(-ln(greatest(coalesce(f.n, 0), 5e-1) / (select records from parameters)) as real) as rarity
  from (select response_code from traffic group by response_code) as t
  left join frequency as f on f.column_name = 'response_code' and f.value = coalesce(cast(response_code as varchar), '')
),
of_each as (
  select
    row_id,
    -- Not greatest(…, 0), which makes a null 0 here and leaves it null in Trino.
    case when end_time > creation_time then date_diff('millisecond', date_trunc('millisecond', creation_time), date_trunc('millisecond', end_time)) / cast(1000 as double)
      when end_time is not null then 0 end as seconds,
    case when bytes_in > 0 then cast(bytes_in as double) when bytes_in is not null then 0 end as received,
    case when bytes_out > 0 then cast(bytes_out as double) when bytes_out is not null then 0 end as sent,
    hour(creation_time) / cast(24 as double) + minute(creation_time) / cast(1440 as double) as day_part,
    (date_diff('day', timestamp '1970-01-05 00:00:00', creation_time) % 7) / cast(7 as double) as week_part,
    src_ip, dst_port, src_ip_country_code, protocol, response_code
  from traffic
)
select
  t.row_id,
  cast(ln(1 + t.received) as real) as bytes_in,
  cast(ln(1 + t.sent) as real) as bytes_out,
  cast(ln((1 + t.received) / (1 + t.sent)) as real) as bytes_ratio,
  cast(ln(1 + t.seconds) as real) as duration,
  cast(ln(1 + t.received / case when t.seconds < 1 then 1 else t.seconds end) as real) as bytes_in_rate,
  cast(ln(1 + t.sent / case when t.seconds < 1 then 1 else t.seconds end) as real) as bytes_out_rate,
  cast(sin(2 * pi() * t.day_part) as real) as hour_sine,
  cast(cos(2 * pi() * t.day_part) as real) as hour_cosine,
  cast(sin(2 * pi() * t.week_part) as real) as weekday_sine,
  cast(cos(2 * pi() * t.week_part) as real) as weekday_cosine,
  port.rarity as port_rarity,
  cast(t.dst_port between 1024 and 49151 as real) as port_user,
  cast(t.dst_port >= 49152 as real) as port_dynamic,
  country.rarity as country_rarity,
  coalesce(owner.rarity, nobody.rarity) as owner_rarity,
  protocol.rarity as protocol_rarity,
  protocol.encrypted as protocol_encrypted,
  protocol.web as protocol_web,
  response.rarity as response_rarity,
  cast(t.response_code between 300 and 399 as real) as response_redirect,
  cast(t.response_code between 400 and 499 as real) as response_client_error,
  cast(t.response_code between 500 and 599 as real) as response_server_error,
  coalesce(port.code, -1) as dst_port_code,
  coalesce(country.code, -1) as src_ip_country_code_code,
  coalesce(owner.code, nobody.code, -1) as owner_code,
  coalesce(protocol.code, -1) as protocol_code,
  coalesce(response.code, -1) as response_code_code
from of_each as t
cross join nobody
left join owners as owner using (src_ip)
left join ports as port on port.dst_port is not distinct from t.dst_port
left join countries as country on country.src_ip_country_code is not distinct from t.src_ip_country_code
left join protocols as protocol on protocol.protocol is not distinct from t.protocol
left join responses as response on response.response_code is not distinct from t.response_code
