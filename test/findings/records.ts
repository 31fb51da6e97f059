import { BIGINT, DuckDBDataChunk, INTEGER, VARCHAR } from '@duckdb/node-api';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import { ADDRESS_MACROS } from '../../lib/load/address-macros.js';
import type { LocalTraffic } from '../../lib/load/traffic.js';

/** A record of a test; what is left out is an ordinary page of 600 B for 9,000 B. */
export interface TestRecord {
  /** Seconds after 2024-04-01 00:00 UTC. */
  readonly at: number;
  readonly source: string;
  readonly status?: number | null;
  readonly port?: number;
  readonly server?: string;
  readonly bytesIn?: number;
  readonly bytesOut?: number;
  /** Seconds that the record lasts: 0, or a window of the sensor. */
  readonly lasts?: number;
}

const START = Date.UTC(2024, 3, 1) / 1000;
/** Rows of one vector of the engine. */
const CHUNK = 2048;
const TYPES = [BIGINT, BIGINT, BIGINT, BIGINT, VARCHAR, INTEGER, INTEGER, VARCHAR];

/** Traffic of the given records, in an engine of its own. */
export async function trafficOf(records: readonly TestRecord[]): Promise<LocalTraffic> {
  const connection = await openDuckDB();
  await connection.run(
    'create table raw (bytes_in bigint, bytes_out bigint, started bigint, ended bigint, source varchar, status integer, port integer, server varchar)',
  );
  const appender = await connection.createAppender('raw');
  const chunk = DuckDBDataChunk.create(TYPES);
  for (let from = 0; from < records.length; from += CHUNK) {
    const rows = records.slice(from, from + CHUNK);
    const big = (value: (record: TestRecord) => number) =>
      rows.map((record) => BigInt(Math.floor(value(record))));
    chunk.reset();
    chunk.setColumns([
      big(({ bytesIn = 600 }) => bytesIn),
      big(({ bytesOut = 9000 }) => bytesOut),
      big(({ at }) => START + at),
      big(({ at, lasts = 0 }) => START + at + lasts),
      rows.map(({ source }) => source),
      rows.map(({ status = 200 }) => status),
      rows.map(({ port = 443 }) => port),
      rows.map(({ server = '10.0.0.1' }) => server),
    ]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
  await connection.run(
    `create table traffic as select cast(rowid + 1 as integer) as row_id, bytes_in, bytes_out, make_timestamp(started * 1000000) as creation_time,
       make_timestamp(ended * 1000000) as end_time, source as src_ip, 'DE' as src_ip_country_code, 'HTTPS' as protocol,
       status as response_code, port as dst_port, server as dst_ip,
       cast(null as varchar) as uri, cast(null as varchar) as user_agent, cast(null as varchar) as method,
       cast(null as varchar) as host, cast(null as varchar) as referer, cast(null as varchar) as source_meta
     from raw;
     drop table raw`,
  );
  await connection.run(
    `${ADDRESS_MACROS}; create view capture_times as select creation_time, end_time from traffic;
     create view ip_keys as select distinct src_ip as ip, ip_key(src_ip) as ip_key from traffic`,
  );
  return {
    engine: duckdbEngine(connection),
    files: [],
    records: records.length,
    rejected: 0,
    accounts: [],
  };
}

/** Two days of people: 1,000 sources with 3 pages each, a few of them not found, sizes that vary. */
export const people: readonly TestRecord[] = Array.from({ length: 3000 }, (_, i) => ({
  at: Math.floor((i * 172_800) / 3000) + ((i * 7919) % 50),
  source: `198.51.${Math.floor((i % 1000) / 250)}.${(i % 250) + 1}`,
  status: i % 50 === 0 ? 404 : i % 101 === 0 ? 401 : i % 97 === 0 ? 500 : 200,
  bytesIn: 300 + ((i * 104_729) % 1500),
  bytesOut: 2000 + ((i * 15_485_863) % 60_000),
}));
