import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { spilling } from './spilling.js';

/** What came in one hour. */
export interface HourTraffic {
  /** Start of the hour, UTC. */
  readonly hour: Date;
  readonly records: number;
  readonly sources: number;
  readonly bytes_in: number;
  readonly bytes_out: number;
}

/**
 * Adds up records, sources and bytes for each hour that has records (`lib/sql/by-hour.sql`). An hour that is not
 * in the result has no records, which is not the same as no traffic.
 *
 * @example
 * const [first] = await trafficByHour(traffic);
 * console.log(first.hour.toISOString(), first.records);
 */
export function trafficByHour(traffic: Traffic): Promise<readonly HourTraffic[]> {
  return spilling(traffic, ({ engine }) => engine.query<HourTraffic>(readSqlFile('by-hour')));
}
