import { utc } from '../text/utc.js';
import type { TimeBaseline } from './time-baseline.js';

/** Successive hours that all have more records, or all have fewer records, than expected. */
export interface AnomalousPeriod {
  /** Start, and end (exclusive), UTC. */
  readonly from: Date;
  readonly to: Date;
  readonly direction: 'more' | 'fewer';
  readonly records: number;
  /** Expected number of records: the sum of the baseline over the hours. */
  readonly expected: number;
  /** Largest deviation of an hour from its baseline, in spreads of the baseline. */
  readonly deviation: number;
  /** Condition on `traffic` that selects the records. */
  readonly where: string;
}

const HOUR = 3600_000;

/** Options of `anomalousPeriods`. */
export interface AnomalousPeriodsOptions {
  /**
   * Half the width of the band around the baseline, in spreads of the baseline. Default: 6 (assumed: hourly
   * counts have heavier tails than a normal distribution).
   */
  readonly width?: number;
}

/**
 * Finds the periods in which the number of records is outside a band around the baseline.
 *
 * @param baseline result of `timeBaseline`; trying other widths reads no records
 * @param options `width` of the band to either side, in spreads of the baseline, 6 by default
 * @returns periods in order of time
 *
 * @example
 * const periods = anomalousPeriods(await timeBaseline(traffic), { width: 6 });
 */
export function anomalousPeriods(
  { hours }: TimeBaseline,
  { width = 6 }: AnomalousPeriodsOptions = {},
): readonly AnomalousPeriod[] {
  const periods: AnomalousPeriod[] = [];
  for (const { hour, records, expected, spread } of hours) {
    if (records === null || expected === null || spread === null) continue;
    const deviation = (records - expected) / spread;
    if (Math.abs(deviation) <= width) continue;
    const direction = deviation > 0 ? 'more' : 'fewer';
    const to = new Date(hour.getTime() + HOUR);
    const before = periods.at(-1);
    const continues = before?.to.getTime() === hour.getTime() && before.direction === direction;
    const from = continues ? before.from : hour;
    if (continues) periods.pop();
    periods.push({
      from,
      to,
      direction,
      records: records + (continues ? before.records : 0),
      expected: expected + (continues ? before.expected : 0),
      deviation: Math.max(Math.abs(deviation), continues ? before.deviation : 0),
      where: `creation_time >= timestamp '${utc(from)}' and creation_time < timestamp '${utc(to)}'`,
    });
  }
  return periods;
}
