import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { withDiskSpill } from './disk-spill.js';

/** Traffic of one destination port. */
export type PortTraffic = {
  /** Destination port, or null where the record has none. */
  readonly port: number | null;
  readonly records: number;
  /** Different client addresses. */
  readonly clients: number;
  /** Bytes that the server received. */
  readonly bytes_in: number;
  /** Bytes that the server sent. */
  readonly bytes_out: number;
};

/**
 * Counts records, clients and bytes by destination port (`lib/sql/by-port.sql`).
 *
 * @returns one row per port, those with the most records first
 *
 * @example
 * const ports = await trafficByPort(traffic);
 * console.log(ports.map((p) => p.port));
 */
export function trafficByPort(traffic: Traffic): Promise<readonly PortTraffic[]> {
  return withDiskSpill(traffic, ({ engine }) => engine.query<PortTraffic>(readSqlFile('by-port')));
}
