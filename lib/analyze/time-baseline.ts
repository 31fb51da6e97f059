import { median, medianAbsoluteDeviation } from 'simple-statistics';
import type { Traffic } from '../load/traffic.js';
import type { CaptureGap } from './capture-gaps.js';
import { captureGaps } from './capture-gaps.js';
import { coreTime } from './core-time.js';
import { trafficByHour } from './traffic-by-hour.js';

/** One hour and its baseline. */
export interface BaselineHour {
  /** Start of the hour, UTC. */
  readonly hour: Date;
  /** Null where the hour overlaps a gap of the capture: unknown, not zero. */
  readonly records: number | null;
  /**
   * Median of the comparable hours. Null without a baseline.
   */
  readonly expected: number | null;
  /**
   * 1.4826 times the MAD of the comparable hours, which estimates the standard deviation of a normal
   * distribution; at least the square root of the median, the standard deviation of independent arrivals, and
   * at least 1. Null without a baseline.
   */
  readonly spread: number | null;
}

/** All hours with their baselines. */
export interface TimeBaseline {
  readonly hours: readonly BaselineHour[];
  /**
   * Hours that are compared: the same hour of three or more weeks, of three or more days, or `none` in
   * shorter traffic.
   */
  readonly level: 'hour of week' | 'hour of day' | 'none';
}

const HOUR = 3600_000;
const MIN_REPEATS = 3;
/** More hours, some 30 years, have no baseline; only those with records are listed. */
const MAX_HOURS = 262_800;

/** Options of `timeBaseline`. */
export interface TimeBaselineOptions {
  /** Gaps of the capture, if they are known already. Default: computed from the records. */
  readonly gaps?: readonly CaptureGap[];
}

/**
 * Computes the expected number of records of every hour.
 *
 * Three weeks or more are compared by the hour of the week, three days or more by the hour of the day.
 * Shorter traffic has no baseline. Hours in a gap of the capture are unknown and not part of the baseline; far-off times
 * (`lib/sql/core-time.sql`) are left out.
 *
 * @param options `gaps` of the capture, if they are known already
 * @returns `hours` from the first record to the last, and the `level` of comparison
 *
 * @example
 * const { level, hours } = await timeBaseline(traffic);
 */
export async function timeBaseline(
  traffic: Traffic,
  options: TimeBaselineOptions = {},
): Promise<TimeBaseline> {
  const { first_start: from, last_start: to } = await coreTime(traffic);
  const counted = (await trafficByHour(traffic)).filter(
    ({ hour }) => from !== null && to !== null && hour.getTime() > from.getTime() - HOUR && hour <= to,
  );
  const gaps = options.gaps ?? (await captureGaps(traffic)).gaps;
  const [first, last] = [counted[0], counted.at(-1)];
  if (first === undefined || last === undefined) return { hours: [], level: 'none' };
  const records = new Map(counted.map((row) => [row.hour.getTime(), row.records]));
  const hours = (last.hour.getTime() - first.hour.getTime()) / HOUR + 1;
  if (hours > MAX_HOURS)
    return {
      level: 'none',
      hours: counted.map(({ hour, records }) => ({ hour, records, expected: null, spread: null })),
    };
  const times = Array.from({ length: hours }, (_, i) => first.hour.getTime() + i * HOUR);
  const known = times.map((time) =>
    gaps.some((gap) => gap.from.getTime() < time + HOUR && time < gap.to.getTime())
      ? null
      : (records.get(time) ?? 0),
  );
  const days = times.length / 24;
  const level = days >= 7 * MIN_REPEATS ? 'hour of week' : days >= MIN_REPEATS ? 'hour of day' : 'none';
  const cycle = level === 'hour of week' ? 168 : 24;
  const expected = Array.from({ length: cycle }, (_, place) =>
    expectedOf(known.filter((_, i) => i % cycle === place)),
  );
  return {
    level,
    hours: times.map((time, i) => ({
      hour: new Date(time),
      records: known[i]!,
      ...(level === 'none' ? { expected: null, spread: null } : expected[i % cycle]!),
    })),
  };
}

function expectedOf(counts: readonly (number | null)[]): Pick<BaselineHour, 'expected' | 'spread'> {
  const known = counts.filter((n): n is number => n !== null);
  if (known.length < MIN_REPEATS) return { expected: null, spread: null };
  const expected = median(known);
  return { expected, spread: Math.max(1.4826 * medianAbsoluteDeviation(known), Math.sqrt(expected), 1) };
}
