import { openDuckDB } from '../../lib/engine/duckdb.js';
import { duckdbEngine } from '../../lib/engine/duckdb-engine.js';
import type { LocalTraffic } from '../../lib/load/traffic.js';

/** A record of a test; what is left out is null. Times as `'HH:MM:SS'` of 2024-04-25, or whole timestamps. */
export interface SmallRecord {
  readonly start: string;
  readonly end?: string;
  readonly source: string;
  readonly country?: string | null;
  readonly port?: number | null;
  readonly bytesIn?: number | null;
  readonly bytesOut?: number | null;
}

/** A traffic table with the given records, for tests that count by hand. */
export async function smallTraffic(records: readonly SmallRecord[]): Promise<LocalTraffic> {
  const connection = await openDuckDB();
  await connection.run(
    `create table traffic (row_id integer, creation_time timestamp, end_time timestamp, src_ip varchar,
       src_ip_country_code varchar, dst_port integer, bytes_in bigint, bytes_out bigint);
     create view capture_times as select creation_time, end_time from traffic`,
  );
  const time = (text: string | undefined) =>
    text === undefined ? null : text.length > 8 ? text : `2024-04-25 ${text}`;
  for (const [i, record] of records.entries())
    await connection.run(
      'insert into traffic values ($row, cast($start as timestamp), cast($end as timestamp), $source, $country, $port, $in, $out)',
      {
        row: i + 1,
        start: time(record.start),
        end: time(record.end),
        source: record.source,
        country: record.country ?? null,
        port: record.port ?? null,
        in: record.bytesIn ?? null,
        out: record.bytesOut ?? null,
      },
    );
  return {
    engine: duckdbEngine(connection),
    files: [],
    records: records.length,
    rejected: 0,
    accounts: [],
  };
}
