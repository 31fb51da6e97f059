import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import type { LocalTraffic } from '../../lib/load/traffic.js';
import { allColumns } from '../../lib/schema/columns.js';

/** A record of which only what matters is said. */
export type TinyRecord = Readonly<Record<string, string | number | null>>;

const usual: TinyRecord = {
  bytes_in: 1000,
  bytes_out: 2000,
  creation_time: '2024-05-06 00:00:00',
  end_time: '2024-05-06 00:00:10',
  src_ip: '192.0.2.1',
  src_ip_country_code: 'AT',
  protocol: 'HTTPS',
  response_code: 200,
  dst_port: 443,
  dst_ip: '198.51.100.1',
  rule_names: null,
  observation_name: null,
  source_meta: null,
  source_name: null,
  time: '2024-05-06 00:00:00',
  detection_types: null,
};

/** A traffic table of a few records, each the usual one with some fields changed. */
export async function tinyTraffic(records: readonly TinyRecord[]): Promise<LocalTraffic> {
  const connection = await openDuckDB();
  const list = allColumns.map(({ name, type }) => `${name} ${type}`).join(', ');
  await connection.run(`create table traffic (row_id integer, ${list});
    create table labels (row_id integer, label varchar, label_column varchar);
    create view capture_times as select creation_time, end_time from traffic`);
  const names = allColumns.map(({ name }) => name);
  for (const [i, record] of records.entries()) {
    const all = { ...usual, ...record };
    await connection.run(
      `insert into traffic values (${i + 1}, ${names.map((name) => `$${name}`).join(', ')})`,
      Object.fromEntries(names.map((name) => [name, all[name] ?? null])),
    );
  }
  return {
    engine: duckdbEngine(connection),
    files: ['tiny.csv'],
    records: records.length,
    rejected: 0,
    accounts: [],
  };
}
