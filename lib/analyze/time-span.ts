import { memoize } from '../engine/memoize.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** Time range of the records; the times are null without records. */
export interface TimeSpan {
  readonly first_start: Date | null;
  readonly last_start: Date | null;
  readonly last_end: Date | null;
  /** Different start times. */
  readonly start_times: number;
}

/**
 * Finds the time range of the records (`lib/sql/time-span.sql`).
 *
 * @example
 * const { first_start, last_end } = await timeSpan(traffic);
 */
export function timeSpan(traffic: Traffic): Promise<TimeSpan> {
  return memoize(traffic.accounts, 'time span', async () => {
    const [span] = await traffic.engine.query<TimeSpan>(readSqlFile('time-span'));
    return span!;
  });
}
