import { memoize } from '../engine/memoize.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** Time range of all records but the far-off ones; the times are null without records. */
export interface CoreTime {
  readonly first_start: Date | null;
  readonly last_start: Date | null;
  /** Records that start far before the range, as a clock that was never set writes them. */
  readonly earlier: number;
  /** Records that start far after the range. */
  readonly later: number;
}

/**
 * Finds the time range of all records but those whose times are far off, by the rule in `lib/sql/core-time.sql`. Bins and baselines
 * are made for this range, so that a record of the year 9999 costs nothing.
 *
 * @example
 * const { first_start, last_start, later } = await coreTime(traffic);
 */
export function coreTime(traffic: Traffic): Promise<CoreTime> {
  return memoize(traffic.accounts, 'core time', async () => {
    const [core] = await traffic.engine.query<CoreTime>(readSqlFile('core-time'));
    return core!;
  });
}
