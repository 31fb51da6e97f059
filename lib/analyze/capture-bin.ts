import type { Traffic } from '../load/traffic.js';
import type { CaptureGap } from './capture-gaps.js';
import { coreTime } from './core-time.js';
import { MAX_BINS, roundWidth, TARGET_BINS } from './round-width.js';

/** Gaps that recur: fewer are seen one by one. */
const MIN_RECURRING = 20;
/** Bins from one recurring gap to the next below which bars would show the gaps instead of the traffic. */
const MIN_BINS_BETWEEN = 4;

/** Width of the bins in which records are counted over time. */
export interface CaptureBin {
  /** Width of a bin in seconds. */
  readonly seconds: number;
  /**
   * `windows`: whole windows of the capture. `span`: a round width for the whole span. `option`: the option
   * `bin`.
   */
  readonly from: 'windows' | 'span' | 'option';
}

/**
 * Chooses the width of the bins in which records are counted over time.
 *
 * It is the fixed window of the capture, or a multiple of it where that would make more than 2,000 bins.
 * Without a fixed window, it is the smallest round width that makes at most 300 bins, or the time from gap to
 * gap where that is only a few bins, such as in a log that records a minute of each hour. Far-off times
 * (`lib/sql/core-time.sql`) do not count for any.
 *
 * @param capture result of `captureGaps`
 *
 * @example
 * const bin = await captureBin(traffic, await captureGaps(traffic)); // { seconds: 600, from: 'windows' }
 */
export async function captureBin(
  traffic: Traffic,
  { window, gaps }: { readonly window: number | null; readonly gaps: readonly CaptureGap[] },
): Promise<CaptureBin> {
  const { first_start: first, last_start: last } = await coreTime(traffic);
  const span = ((last?.getTime() ?? 0) - (first?.getTime() ?? 0)) / 1000;
  if (window === null) {
    const seconds = roundWidth(span / TARGET_BINS);
    const between = timeBetween(gaps);
    const recurring = between > seconds && between < MIN_BINS_BETWEEN * seconds;
    // Gaps that come every hour come a few seconds more or less than an hour after each other.
    return { seconds: recurring ? roundWidth(0.95 * between) : seconds, from: 'span' };
  }
  const windows = span / window > MAX_BINS ? Math.ceil(roundWidth(span / MAX_BINS) / window) : 1;
  return { seconds: window * windows, from: 'windows' };
}

/** Median time in seconds from the start of one gap to that of the next, or 0 of few gaps. */
function timeBetween(gaps: readonly CaptureGap[]): number {
  if (gaps.length < MIN_RECURRING) return 0;
  const steps = gaps.slice(1).map(({ from }, i) => (from.getTime() - gaps[i]!.from.getTime()) / 1000);
  return steps.sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
}
