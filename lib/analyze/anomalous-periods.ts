import { utc } from '../text/utc.js';
import type { TimeBaseline } from './time-baseline.js';

/** Successive hours that are all above, or all below, what is usual. */
export interface AnomalousPeriod {
  readonly from: Date;
  readonly to: Date;
  readonly direction: 'more' | 'fewer';
  readonly records: number;
  readonly usual: number;
  /** Largest distance from usual, in spreads. */
  readonly distance: number;
  /** Condition on `traffic` that selects the records. */
  readonly where: string;
}

const HOUR = 3600_000;

/**
 * Finds the periods outside a band around the baseline. The band's width may be moved at will: nothing is computed
 * anew from the records.
 *
 * @param width of the band to either side, in spreads of the baseline (6 when left out)
 *
 * @example
 * const periods = anomalousPeriods(await timeBaseline(traffic), 6);
 */
export function anomalousPeriods({ hours }: TimeBaseline, width = 6): readonly AnomalousPeriod[] {
  const periods: AnomalousPeriod[] = [];
  for (const { hour, records, usual, spread } of hours) {
    if (records === null || usual === null || spread === null) continue;
    const distance = (records - usual) / spread;
    if (Math.abs(distance) <= width) continue;
    const direction = distance > 0 ? 'more' : 'fewer';
    const to = new Date(hour.getTime() + HOUR);
    const before = periods.at(-1);
    const goesOn = before?.to.getTime() === hour.getTime() && before.direction === direction;
    const from = goesOn ? before.from : hour;
    if (goesOn) periods.pop();
    periods.push({
      from,
      to,
      direction,
      records: records + (goesOn ? before.records : 0),
      usual: usual + (goesOn ? before.usual : 0),
      distance: Math.max(Math.abs(distance), goesOn ? before.distance : 0),
      where: `creation_time >= timestamp '${utc(from)}' and creation_time < timestamp '${utc(to)}'`,
    });
  }
  return periods;
}
