import type { Traffic } from '../load/traffic.js';
import { coreTime } from './core-time.js';
import { MAX_BINS, roundWidth, TARGET_BINS } from './round-width.js';

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
 * Without a fixed window, it is the smallest round width that makes at most 300 bins. Far-off times (`lib/sql/core-time.sql`) do not
 * count for either.
 *
 * @param window width of the capture's fixed window in seconds, or null; the result of `captureWindow`
 *
 * @example
 * const bin = await captureBin(traffic, await captureWindow(traffic)); // { seconds: 600, from: 'windows' }
 */
export async function captureBin(traffic: Traffic, window: number | null): Promise<CaptureBin> {
  const { first_start: first, last_start: last } = await coreTime(traffic);
  const span = ((last?.getTime() ?? 0) - (first?.getTime() ?? 0)) / 1000;
  if (window === null) return { seconds: roundWidth(span / TARGET_BINS), from: 'span' };
  const windows = span / window > MAX_BINS ? Math.ceil(roundWidth(span / MAX_BINS) / window) : 1;
  return { seconds: window * windows, from: 'windows' };
}
