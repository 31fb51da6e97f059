import { median, medianAbsoluteDeviation } from 'simple-statistics';
import type { Traffic } from '../load/traffic.js';
import type { CaptureGap } from './capture-gaps.js';
import { captureGaps } from './capture-gaps.js';
import { trafficByHour } from './traffic-by-hour.js';

/** One hour beside what is usual then. */
export interface BaselineHour {
  /** Start of the hour, UTC. */
  readonly hour: Date;
  /** Null where the capture has a gap in the hour: unknown, not zero. */
  readonly records: number | null;
  /** Median of the comparable hours, and 1.4826 times their MAD (a standard deviation of normal numbers), at least the
   * square root of the median, which is what independent arrivals vary by. Null without a baseline. */
  readonly usual: number | null;
  readonly spread: number | null;
}

/** Hours beside a baseline. */
export interface TimeBaseline {
  readonly hours: readonly BaselineHour[];
  /** What hours are compared with: the same hour of other weeks or of other days, three or more; or none is possible. */
  readonly level: 'hour of week' | 'hour of day' | 'none';
}

const HOUR = 3600_000;
const LEAST_REPEATS = 3;

/**
 * Compares every hour with the same hour of the week where there are three or more weeks, else with the same hour of
 * other days, else with nothing, and says which. Hours in a gap of the capture are unknown and shape no baseline.
 *
 * @param options.gaps of the capture, where they are known already
 *
 * @example
 * const { level, hours } = await timeBaseline(traffic);
 */
export async function timeBaseline(
  traffic: Traffic,
  options: { readonly gaps?: readonly CaptureGap[] } = {},
): Promise<TimeBaseline> {
  const counted = await trafficByHour(traffic);
  const gaps = options.gaps ?? (await captureGaps(traffic)).gaps;
  const [first, last] = [counted[0], counted.at(-1)];
  if (first === undefined || last === undefined) return { hours: [], level: 'none' };
  const records = new Map(counted.map((row) => [row.hour.getTime(), row.records]));
  const times: number[] = [];
  for (let time = first.hour.getTime(); time <= last.hour.getTime(); time += HOUR) times.push(time);
  const known = times.map((time) =>
    gaps.some((gap) => gap.from.getTime() < time + HOUR && time < gap.to.getTime())
      ? null
      : (records.get(time) ?? 0),
  );
  const days = times.length / 24;
  const level = days >= 7 * LEAST_REPEATS ? 'hour of week' : days >= LEAST_REPEATS ? 'hour of day' : 'none';
  const cycle = level === 'hour of week' ? 168 : 24;
  const usual = Array.from({ length: cycle }, (_, place) =>
    usualOf(known.filter((_, i) => i % cycle === place)),
  );
  return {
    level,
    hours: times.map((time, i) => ({
      hour: new Date(time),
      records: known[i]!,
      ...(level === 'none' ? { usual: null, spread: null } : usual[i % cycle]!),
    })),
  };
}

function usualOf(counts: readonly (number | null)[]): Pick<BaselineHour, 'usual' | 'spread'> {
  const known = counts.filter((n): n is number => n !== null);
  if (known.length < LEAST_REPEATS) return { usual: null, spread: null };
  const usual = median(known);
  return { usual, spread: Math.max(1.4826 * medianAbsoluteDeviation(known), Math.sqrt(usual), 1) };
}
