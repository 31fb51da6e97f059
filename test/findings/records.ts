import { openDuckDB } from '../../lib/engine/duckdb.js';
import type { Traffic } from '../../lib/load/traffic.js';

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

/** Traffic of the given records, in an engine of its own. */
export async function trafficOf(records: readonly TestRecord[]): Promise<Traffic> {
  const connection = await openDuckDB();
  const rows = records.map(
    (
      {
        at,
        source,
        status = 200,
        port = 443,
        server = '10.0.0.1',
        bytesIn = 600,
        bytesOut = 9000,
        lasts = 0,
      },
      i,
    ) =>
      `(${i + 1}, ${bytesIn}, ${bytesOut}, to_timestamp(${START + at}), to_timestamp(${START + at + lasts}), '${source}', 'DE', 'HTTPS', ${status}, ${port}, '${server}')`,
  );
  await connection.run(
    `create table traffic as select cast(row_id as integer) as row_id, cast(bytes_in as bigint) as bytes_in,
       cast(bytes_out as bigint) as bytes_out, cast(creation_time as timestamp) as creation_time, cast(end_time as timestamp) as end_time,
       src_ip, src_ip_country_code, protocol, cast(response_code as integer) as response_code, cast(dst_port as integer) as dst_port, dst_ip,
       cast(null as varchar) as uri, cast(null as varchar) as user_agent, cast(null as varchar) as method
     from (values ${rows.join(', ')}) as r(row_id, bytes_in, bytes_out, creation_time, end_time, src_ip, src_ip_country_code, protocol, response_code, dst_port, dst_ip)`,
  );
  return { connection, files: [], records: records.length, rejected: 0, accounts: [] };
}

/** Two days of people: 1,000 sources with 3 pages each, a few of them not found, sizes that vary. */
export const people: readonly TestRecord[] = Array.from({ length: 3000 }, (_, i) => ({
  at: Math.floor((i * 172_800) / 3000) + ((i * 7919) % 50),
  source: `198.51.${Math.floor((i % 1000) / 250)}.${(i % 250) + 1}`,
  status: i % 50 === 0 ? 404 : i % 101 === 0 ? 401 : i % 97 === 0 ? 500 : 200,
  bytesIn: 300 + ((i * 104_729) % 1500),
  bytesOut: 2000 + ((i * 15_485_863) % 60_000),
}));
