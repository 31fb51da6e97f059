import { memoize } from '../engine/memoize.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** Share of the records that must have one and the same aligned length for the capture to count as windowed. */
const MOST = 0.95;

/**
 * Finds the fixed window in which a sensor adds up traffic, such as the 600 s of aggregated flow records.
 *
 * @returns the window's width in seconds, or null where records have times of their own
 */
export function captureWindow(traffic: Traffic): Promise<number | null> {
  return memoize(traffic.accounts, 'capture window', () => findWindow(traffic));
}

async function findWindow(traffic: Traffic): Promise<number | null> {
  const [most] = await traffic.engine.query<{ seconds: bigint; records: number; aligned: number }>(
    // The most frequent length: a capture may have as many as records.
    `${readSqlFile('record-durations')}\nlimit 1`,
  );
  return most !== undefined && most.seconds > 0n && most.aligned >= MOST * traffic.records
    ? Number(most.seconds)
    : null;
}
