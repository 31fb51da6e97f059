import { memoize } from '../engine/memoize.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { captureWindow } from './capture-window.js';

/** A time range in which the capture recorded nothing: traffic is unknown, not zero. */
export interface CaptureGap {
  readonly from: Date;
  readonly to: Date;
  readonly seconds: number;
}

/** The fixed window of a capture, and its gaps. */
export interface CaptureGaps {
  /** Width of the fixed window in seconds, or null without fixed windows. */
  readonly window: number | null;
  /** Time ranges without records that are longer than expected, in order of time. */
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
