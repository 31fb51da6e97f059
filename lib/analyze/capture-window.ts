import { memoize } from '../engine/memoize.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** Minimum share of records with one common aligned duration in a capture with fixed windows. */
const MIN_WINDOW_SHARE = 0.95;

/**
 * Finds the fixed window in which a sensor adds up traffic, such as the 600 s of aggregated flow records
 * (`lib/sql/record-durations.sql`).
 *
 * @returns width of the window in seconds, or null without fixed windows
 *
 * @example
 * const window = await captureWindow(traffic); // 600
 */
export function captureWindow(traffic: Traffic): Promise<number | null> {
  return memoize(traffic.accounts, 'capture window', () => findWindow(traffic));
}

async function findWindow(traffic: Traffic): Promise<number | null> {
  const [mostFrequent] = await traffic.engine.query<{ seconds: bigint; records: number; aligned: number }>(
    // The most frequent duration only: a capture can have as many durations as records.
    `${readSqlFile('record-durations')}\nlimit 1`,
  );
  // Of the unfiltered capture, as the durations are.
  const [all] = await traffic.engine.query<{ records: number }>(
    'select cast(count(*) as integer) as records from capture_times',
  );
  return mostFrequent !== undefined &&
    mostFrequent.seconds > 0n &&
    mostFrequent.aligned >= MIN_WINDOW_SHARE * all!.records
    ? Number(mostFrequent.seconds)
    : null;
}
