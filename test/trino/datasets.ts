import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import { readSqlFile } from '../../lib/engine/read-sql-file.js';
import { quoteLiteral } from '../../lib/engine/sql-text.js';
import { enrichAddresses } from '../../lib/enrich/enrich-addresses.js';
import { createOwnersTable } from '../../lib/enrich/network-owners.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';

/** What the questions ask: the records and what other parts of the project make of them. */
export const TABLES = [
  'traffic',
  'before_traffic',
  'addresses',
  'network_owners',
  'record_scores',
  'rule_matches',
  'source_activity',
  'finding_clients',
  'finding_requests',
  'finding_spans',
  'flagged_records',
  'accused_clients',
] as const;

/** Of every sixth record a score, of requests some that match rules and some that findings count, and a capture before, with other sources. */
const made = () => `
  create or replace table before_traffic as
    select * replace (case when row_id % 10 = 1 then '203.0.113.' || row_id % 200 else src_ip end as src_ip)
    from traffic where row_id % 3 > 0;
  create or replace table record_scores as
    select row_id, cast(row_id % 97 / 97.0 as float) as score from traffic where row_id % 6 = 0;
  create or replace table rule_matches as
    select row_id, 0 as rule from traffic where uri like '%passwd%'
    union all select row_id, 1 from traffic where uri = '/login' and upper(method) = 'POST'
    union all select row_id, 2 from traffic where user_agent like 'sqlmap%';
  create or replace table finding_clients as
    select cast(dense_rank() over (order by part) as integer) as finding, src_ip, case when part = 'posted' then '/login' end as path, part,
      case when part = 'rule' then 1 end as rule,
      0.0::double as first_second, 4e9::double as last_second
    from (select distinct src_ip from traffic where uri is not null and hash(src_ip) % 5 = 0) as some_clients,
      (select unnest(['matched', 'unlinked', 'failed', 'posted', 'queried', 'all', 'rule']) as part) as parts;
  create or replace table finding_requests as ${readSqlFile('investigate/finding-requests')};
  create or replace table finding_spans as
    select cast(hash(src_ip) % 3 as integer) as finding, src_ip, 0.0::double as first_second, 4e9::double as last_second
    from (select distinct src_ip from traffic) as all_clients where hash(src_ip) % 4 = 0;
  create or replace table flagged_records as select cast(row_id as integer) as row_id from traffic where row_id % 11 = 0;
  create or replace table accused_clients as select distinct src_ip from traffic where row_id % 7 = 0;
  create or replace table source_activity as ${readSqlFile('investigate/activity')}`;

/** The 20,000 records that come with the project. */
export async function shipped(): Promise<DuckDBConnection> {
  const traffic = await openTraffic(path.join(__dirname, '../../data/cybersecurity_data.csv'));
  const { connection } = requireLocal(traffic).engine;
  await enrichAddresses(traffic);
  await createOwnersTable(duckdbEngine(connection), 'network_owners');
  await connection.run(made());
  return connection;
}

/**
 * The same number of records with what the shipped ones lack: absent values, parts of a second, IPv6,
 * errors that pile up, requests with text of every sort, and numbers that a double cannot hold.
 *
 * @param parquet file of the shipped records
 * @param addresses file of the shipped records' addresses
 */
export async function varied(parquet: string, addresses: string): Promise<DuckDBConnection> {
  const connection = await openDuckDB();
  await connection.run(`
    create table traffic as select * replace (
      case when row_id % 17 = 0 then null when row_id = 1001 then 9007199254740993
        when row_id % 23 = 0 then 0 else bytes_in end as bytes_in,
      case when row_id % 19 = 0 then null else bytes_out + row_id % 7 end as bytes_out,
      case when row_id between 5000 and 5080 then timestamp '2024-04-25 23:30:00' + to_milliseconds(700 * (row_id - 5000))
        when row_id between 6000 and 6080 then timestamp '2024-04-26 01:30:00' + to_seconds(row_id - 6000)
        else creation_time + to_seconds(row_id % 601) + to_microseconds(row_id * 7001 % 1000000) end as creation_time,
      case when row_id % 5 = 0 then null when row_id % 5 = 1 then creation_time + to_microseconds(row_id * 1009 % 9999999)
        else end_time + to_seconds(row_id % 601) end as end_time,
      case when row_id % 29 = 0 then '2001:db8:' || row_id % 7 || '::' || row_id % 50
        when row_id % 3 = 0 then '198.51.' || row_id % 40 || '.' || row_id % 11 else src_ip end as src_ip,
      case when row_id % 11 = 0 then null else src_ip_country_code end as src_ip_country_code,
      case when row_id between 5000 and 5080 then 401 when row_id between 6000 and 6080 then 503
        else [200, 200, 404, 200, 403, 302, 500, null, 200, 400, 204, 429, 401][1 + row_id % 13] end as response_code,
      case when row_id % 2 = 0 then 443 when row_id % 199 = 0 then 50000 + row_id % 90 when row_id % 31 = 0 then null
        else 80 end as dst_port,
      case when row_id % 3 = 0 then '10.0.0.1' when row_id % 301 = 0 then '10.0.0.3' else '10.0.0.2' end as dst_ip,
      case when row_id % 41 = 0 then 'it''s [ü] ☃, "b"' when row_id % 2 = 0 then null else rule_names end as rule_names,
      [null, '/', '/login', '/a?x=1&y=ü', '/%2e%2e/etc/passwd', '/it''s?$most=☃'][1 + row_id % 6] as uri,
      case when row_id % 4 = 0 then 'POST' when row_id % 4 < 3 then 'get' end as method,
      case when row_id % 50 = 0 then 'sqlmap/1.8' when row_id % 3 > 0 then 'Mozilla/5.0' end as user_agent
    ) from read_parquet(${quoteLiteral(parquet)});
    create table addresses as select * replace (
      case when row_number() over (order by ip) % 2 = 0 then 'deny' end as verdict,
      case when row_number() over (order by ip) % 2 = 0 then 'ours' end as comment,
      case when row_number() over (order by ip) % 3 = 0 then 'scanner' end as known_kind,
      case when row_number() over (order by ip) % 3 = 0 then 'listed as scanner (ours)' end as known
    ) from read_parquet(${quoteLiteral(addresses)});
    create table network_owners as select ip as src_ip, 'AS' || asn || ' ' || owner as owner from addresses where owner is not null`);
  await connection.run(made());
  return connection;
}
