import type { Traffic } from '../load/traffic.js';
import { timeSpan } from './time-span.js';

/** Widths that people read easily, in seconds: 1 s to 1 week. */
const NICE = [1, 5, 10, 30, 60, 300, 600, 1800, 3600, 10_800, 21_600, 43_200, 86_400, 604_800];
const MANY_BINS = 300;
const MOST_BINS = 2_000;

/** In which bins the times of some records are best counted. */
export interface CaptureBin {
  /** Width of a bin in seconds. */
  readonly seconds: number;
  /** `windows`: whole windows of the capture. `span`: a round width for the whole span. `asked`: by the caller. */
  readonly from: 'windows' | 'span' | 'asked';
}

/**
 * Finds the width of the bins in which the records are best counted over time: the fixed window of the capture,
 * or whole multiples of it above 2,000 bins; where records have times of their own, the round width
 * that makes at most 300 bins.
 *
 * @param window width of the capture's fixed window in seconds, or null, as `captureWindow` finds it
 *
 * @example
 * const bin = await captureBin(traffic, await captureWindow(traffic)); // { seconds: 600, from: 'windows' }
 */
export async function captureBin(traffic: Traffic, window: number | null): Promise<CaptureBin> {
  const { first_start: first, last_start: last } = await timeSpan(traffic);
  const span = ((last?.getTime() ?? 0) - (first?.getTime() ?? 0)) / 1000;
  if (window === null) return { seconds: roundWidth(span / MANY_BINS), from: 'span' };
  const windows = span / window > MOST_BINS ? Math.ceil(roundWidth(span / MOST_BINS) / window) : 1;
  return { seconds: window * windows, from: 'windows' };
}

function roundWidth(seconds: number): number {
  return NICE.find((nice) => nice >= seconds) ?? Math.ceil(seconds / 604_800) * 604_800;
}
