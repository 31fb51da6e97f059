-- Sets up a DuckDB shell, started in the project's folder, to run the queries in lib/sql:
--
--   set variable traffic_file = 'my-records.csv';   -- when left out, the shipped sample
--   .read lib/sql/setup.sql
--   .read lib/sql/by-country.sql
--
-- A row that does not fit its column's type stops the reading and names its line; openTraffic sets such rows
-- aside instead.
.read lib/sql/macros.sql
set timezone = 'UTC';
set integer_division = true;

create or replace temp view traffic as
select cast(row_number() over () as integer) as row_id,
  bytes_in, bytes_out, creation_time, end_time, src_ip, src_ip_country_code, protocol,
  "response.code" as response_code, dst_port, dst_ip, rule_names, observation_name,
  "source.meta" as source_meta, "source.name" as source_name, "time", detection_types,
  -- columns of other sources, which this sample does not have
  cast(null as varchar) as action,
  cast(null as integer) as src_port,
  cast(null as bigint) as packets,
  cast(null as integer) as tcp_flags,
  cast(null as varchar) as method,
  cast(null as varchar) as host,
  cast(null as varchar) as uri,
  cast(null as varchar) as user_agent,
  cast(null as varchar) as referer,
  cast(null as varchar) as forwarded_for,
  cast(null as varchar) as rule_action
from read_csv(
  coalesce(getvariable('traffic_file'), 'data/cybersecurity_data.csv'),
  header = true,
  nullstr = ['', '-', 'None', 'none', 'null', 'NULL', 'NaN', 'nan', '\N', 'N/A', 'n/a', '#N/A', '<NA>'],
  types = {
    'bytes_in': 'BIGINT', 'bytes_out': 'BIGINT', 'creation_time': 'TIMESTAMP', 'end_time': 'TIMESTAMP',
    'src_ip': 'VARCHAR', 'src_ip_country_code': 'VARCHAR', 'protocol': 'VARCHAR', 'response.code': 'INTEGER',
    'dst_port': 'INTEGER', 'dst_ip': 'VARCHAR', 'rule_names': 'VARCHAR', 'observation_name': 'VARCHAR',
    'source.meta': 'VARCHAR', 'source.name': 'VARCHAR', 'time': 'TIMESTAMP', 'detection_types': 'VARCHAR'
  }
);

-- Who the sources are, and a detector's scores: lib/enrich and lib/models make such tables; in a shell they are empty.
create or replace temp view addresses as
select cast(null as varchar) as ip, cast(null as varchar) as ip_key, cast(null as varchar) as special,
  cast(null as varchar) as country, cast(null as integer) as asn, cast(null as varchar) as owner,
  cast(null as varchar) as known_kind, cast(null as varchar) as known, cast(null as varchar) as verdict,
  cast(null as varchar) as comment
where false;
create or replace temp view record_scores as
select cast(null as integer) as row_id, cast(null as float) as score where false;
-- Which records match which request rule: lib/rules makes it.
create or replace temp view rule_matches as
select cast(null as integer) as row_id, cast(null as integer) as rule where false;
-- Which requests findings count: lib/findings makes it.
create or replace temp view finding_clients as
select cast(null as integer) as finding, cast(null as varchar) as src_ip, cast(null as varchar) as path, cast(null as varchar) as part,
  cast(null as integer) as rule, cast(null as double) as first_second, cast(null as double) as last_second where false;
create or replace temp view flagged_records as select row_id from traffic where false;
create or replace temp view accused_clients as select src_ip from traffic where false;
create or replace temp view finding_spans as
select cast(null as integer) as finding, cast(null as varchar) as src_ip, cast(null as double) as first_second,
  cast(null as double) as last_second where false;
create or replace temp view network_owners as
select ip as src_ip, 'AS' || asn || ' ' || owner as owner from addresses where owner is not null;

-- When records were captured: with a filter in force, the times of all records.
create or replace temp view capture_times as select creation_time, end_time from traffic;
-- An earlier capture, for lib/sql/compare: here, no records. To compare two files, create this view anew.
create or replace temp view before_traffic as select * from traffic where false;

-- Values that a query reads with (select … from parameters). The library's functions bind their own values;
-- to use others in a shell, create this view again.
create or replace temp view parameters as
select
  600 as window_seconds, -- width of the capture's windows, and how far features look back
  600 as bin,            -- seconds a bin, over time
  1 as seed,             -- of samples
  2147483647 as keep,    -- of 2^31 - 1 parts: all records
  100 as row_limit,      -- rows of a ranking
  0 as start,            -- second of the epoch at which parts of the time range begin
  86400 as width,        -- seconds a part
  60 as bins,            -- parts
  1800 as idle_gap,      -- seconds without a record that end a session
  3 as min_records,      -- records (of one unusual kind, or of both captures) from which on something is listed
  4 as min_refusals,     -- answers 429 or 503 that are a burst
  10 as max_pause,       -- seconds between two of them
  2 as min_came_records, -- records in a burst of a client that came with it, not refused itself
  0.8 as min_came_share, -- and the share of all its records that they are
  4 as min_repeats,      -- times that one exchange is repeated
  4 as min_requests,     -- requests of nearly one size that are a burst
  2 as min_requests_each, -- of them, those that each client must have
  3 as min_paths,        -- different paths that a client guesses
  20 as min_tries,       -- requests that post to a path, or that differ in its query
  5 as min_errors,       -- answers 500 to 599 of a client that are a burst
  5 as min_agents,       -- user agents of a client
  20 as min_clients,     -- clients of a path in a window
  '' as rules,           -- numbers of rules in rule_matches, with commas around each
  0.0 as min_evenness,   -- evenness of intervals, 0 to 1, from which on a client is listed
  'client' as roll_up,   -- what a profile adds up records by: client, network, owner or country
  -- The rest is what features.sql takes as usual: here, how often each value occurs in these very records.
  cast((select count(*) from traffic) as double) as records,
  list(column_name order by column_name, n desc, value) as columns,
  list(value order by column_name, n desc, value) as values,
  list(code order by column_name, n desc, value) as codes,
  list(n order by column_name, n desc, value) as counts
from (
  select column_name, value, cast(count(*) as integer) as n,
    cast(row_number() over (partition by column_name order by count(*) desc, value) - 1 as integer) as code
  from (
    select unnest(['dst_port', 'src_ip_country_code', 'owner', 'protocol', 'response_code']) as column_name,
      unnest([coalesce(cast(dst_port as varchar), ''), coalesce(src_ip_country_code, ''), '',
        coalesce(protocol, ''), coalesce(cast(response_code as varchar), '')]) as value
    from traffic
  ) as each_value
  group by column_name, value
) as frequencies;

-- Relations that are files themselves: everyone's part of features-source.sql.
set variable features_starts = (select content from read_text('lib/sql/features-starts.sql'));
create or replace temp view features_starts as from query(getvariable('features_starts'));
set variable features_everyone = (select content from read_text('lib/sql/features-everyone.sql'));
create or replace temp view features_everyone as from query(getvariable('features_everyone'));
