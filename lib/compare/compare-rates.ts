import { probit } from 'simple-statistics';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { type CaptureTime, measureCapture } from './capture-time.js';
import { earlierRelation } from './earlier-relation.js';
import { dispersionOf, type RateRatio, rateRatio } from './rate-ratio.js';

/** Records of both captures together under which no change could be told from chance. */
const MIN_RECORDS = 10;
/** All intervals together hold with this confidence. */
const CONFIDENCE = 0.95;
const DAY = 86_400;

/** How often records of one country, port, rule or hour of the day came in two captures. */
export type RateChange = RateRatio & {
  readonly what: 'country' | 'port' | 'rule' | 'hour';
  /** Null where records have none. */
  readonly value: string | null;
  readonly before: number;
  readonly after: number;
  /** Records an hour; for an hour of the day, within it. */
  readonly rateBefore: number;
  readonly rateAfter: number;
  readonly dispersion: number;
  /** The interval excludes 1. */
  readonly changed: boolean;
};

/** Rates of two captures, side by side. */
export interface RateChanges {
  readonly before: CaptureTime;
  readonly after: CaptureTime;
  /** Those that changed first, the largest change first. */
  readonly rates: readonly RateChange[];
}

/**
 * Compares how often records come, by country, port, rule and hour of the day (UTC), in two captures. Rates are of the
 * time that was captured, without gaps. Intervals are widened where records come in bursts, and for the number of
 * comparisons (Bonferroni), so that all hold together with 95 % confidence. Values with fewer than 10 records in both
 * are not compared, hours of the day only where both captures are of two days or more.
 *
 * @example
 * const { rates } = await compareRates(yesterday, today);
 * console.log(rates.filter(({ changed }) => changed));
 */
export async function compareRates(before: Traffic, after: Traffic): Promise<RateChanges> {
  const [first, second] = [await measureCapture(before), await measureCapture(after)];
  const shorter = Math.max(1, Math.min(first.seconds, second.seconds));
  const bin = Math.max(1, Math.min(3600, Math.floor(shorter / 24)));
  type Row = Readonly<
    Pick<RateChange, 'what' | 'value'> &
      Record<'records_before' | 'records_after' | 'squares_before' | 'squares_after', number>
  >;
  const relations = earlierRelation(before);
  const rows = await after.engine.query<Row>(
    readSqlFile('compare/rates'),
    { bin, least: MIN_RECORDS },
    { relations },
  );
  const time = (side: CaptureTime, { what, value }: Row) =>
    Math.max(1, what === 'hour' ? side.byHour[Number(value)]! : side.seconds);
  const compared = rows.filter(
    (row) =>
      row.what !== 'hour' ||
      (shorter >= 2 * DAY &&
        Math.min(first.byHour[Number(row.value)]!, second.byHour[Number(row.value)]!) > 3600),
  );
  const z = probit(1 - (1 - CONFIDENCE) / 2 / Math.max(1, compared.length));
  const rates = compared.map((row): RateChange => {
    const [timeBefore, timeAfter] = [time(first, row), time(second, row)];
    const stretch = row.what === 'hour' ? 3600 : bin;
    const dispersion = dispersionOf([
      { sum: row.records_before, squares: row.squares_before, bins: Math.ceil(timeBefore / stretch) },
      { sum: row.records_after, squares: row.squares_after, bins: Math.ceil(timeAfter / stretch) },
    ]);
    const counts = { before: row.records_before, after: row.records_after };
    const found = rateRatio({ ...counts, timeBefore, timeAfter, dispersion }, z);
    return {
      what: row.what,
      value: row.value,
      ...counts,
      rateBefore: (counts.before / timeBefore) * 3600,
      rateAfter: (counts.after / timeAfter) * 3600,
      ...found,
      dispersion,
      changed: found.low > 1 || found.high < 1,
    };
  });
  const size = ({ ratio }: RateChange) => Math.abs(Math.log(ratio));
  rates.sort((a, b) => Number(b.changed) - Number(a.changed) || size(b) - size(a));
  return { before: first, after: second, rates };
}
