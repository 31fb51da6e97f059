import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { spilling } from './spilling.js';

/** What went to one port of the server. */
export type PortTraffic = {
  /** Destination port, or null where the record has none. */
  readonly port: number | null;
  readonly records: number;
  /** Distinct source addresses. */
  readonly sources: number;
  /** Bytes that the server received. */
  readonly bytes_in: number;
  /** Bytes that the server sent. */
  readonly bytes_out: number;
};

/**
 * Counts records, sources and bytes by destination port, the most frequent first (`lib/sql/by-port.sql`).
 *
 * @example
 * const ports = await trafficByPort(traffic);
 * console.log(ports.map((p) => p.port));
 */
export function trafficByPort(traffic: Traffic): Promise<readonly PortTraffic[]> {
  return spilling(traffic, ({ engine }) => engine.query<PortTraffic>(readSqlFile('by-port')));
}
