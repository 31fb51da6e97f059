import { memoize } from '../engine/memoize.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { captureWindow } from './capture-window.js';

/** A time in which the capture recorded nothing: no records is not no traffic. */
export interface CaptureGap {
  readonly from: Date;
  readonly to: Date;
  readonly seconds: number;
}

/** How the capture was made: its fixed window, and when it recorded nothing. */
export interface CaptureGaps {
  /** Width of the fixed window in seconds, or null where records have times of their own. */
  readonly window: number | null;
  /** Stretches without any record that are longer than expected, in order of time. */
  readonly gaps: readonly CaptureGap[];
}

/**
 * Finds the capture's fixed window and its gaps, by the rule in `lib/sql/capture-gaps.sql`.
 *
 * @example
 * const { window, gaps } = await captureGaps(traffic);
 * console.log(window, gaps.map(({ from, to }) => `${from.toISOString()} to ${to.toISOString()}`));
 */
export function captureGaps(traffic: Traffic): Promise<CaptureGaps> {
  return memoize(traffic.accounts, 'capture gaps', () => findGaps(traffic));
}

async function findGaps(traffic: Traffic): Promise<CaptureGaps> {
  const window = await captureWindow(traffic);
  const rows = await traffic.engine.query<{ gap_from: Date; gap_to: Date; seconds: number }>(
    readSqlFile('capture-gaps'),
    { window_seconds: window ?? 0 },
  );
  return { window, gaps: rows.map(({ gap_from: from, gap_to: to, seconds }) => ({ from, to, seconds })) };
}
