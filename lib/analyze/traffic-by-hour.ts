import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { withDiskSpill } from './disk-spill.js';

/** Traffic of one hour. */
export interface HourTraffic {
  /** Start of the hour, UTC. */
  readonly hour: Date;
  readonly records: number;
  /** Different client addresses. */
  readonly clients: number;
  /** Bytes that the server received. */
  readonly bytes_in: number;
  /** Bytes that the server sent. */
  readonly bytes_out: number;
}

/**
 * Counts records, clients and bytes by clock hour, such as 2024-04-01T02:00 (`lib/sql/by-hour.sql`). For a part of the
 * records open that part: `openTraffic(file, { where: ['country=DE'] })`. Hours without records are not in the
 * result; use `trafficOverTime` to tell empty hours from gaps of the capture.
 *
 * @returns one row per hour with records, in order of time
 *
 * @example
 * const [first] = await trafficByHour(traffic);
 * console.log(first.hour.toISOString(), first.records);
 */
export function trafficByHour(traffic: Traffic): Promise<readonly HourTraffic[]> {
  return withDiskSpill(traffic, ({ engine }) => engine.query<HourTraffic>(readSqlFile('by-hour')));
}
