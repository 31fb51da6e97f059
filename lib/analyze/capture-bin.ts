import type { Traffic } from '../load/traffic.js';
import { coreTime } from './core-time.js';

/** Round widths in seconds, 1 s to 1 week. */
const ROUND_WIDTHS = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 604_800];
const TARGET_BINS = 300;
const MAX_BINS = 2_000;

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

function roundWidth(seconds: number): number {
  return ROUND_WIDTHS.find((width) => width >= seconds) ?? Math.ceil(seconds / 604_800) * 604_800;
}
