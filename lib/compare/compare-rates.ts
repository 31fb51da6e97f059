import { probit } from 'simple-statistics';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { type CaptureTime, measureCapture } from './capture-time.js';
import { earlierRelation } from './earlier-relation.js';
import { dispersionOf, type RateRatio, rateRatio } from './rate-ratio.js';

/** Minimum number of records in both captures together; with fewer, no change could be significant. */
const MIN_RECORDS = 10;
/** Confidence of all intervals together. */
const CONFIDENCE = 0.95;
const DAY = 86_400;

/** Rate of the records of one country, port, rule or hour of the day in two captures. */
export type RateChange = RateRatio & {
  readonly what: 'country' | 'port' | 'rule' | 'hour';
  /** Null for records without a value. */
  readonly value: string | null;
  /** Records in the earlier, and in the later capture. */
  readonly before: number;
  readonly after: number;
  /** Records per hour; for an hour of the day, per hour within it. */
  readonly rateBefore: number;
  readonly rateAfter: number;
  /** Variance of the counts over their mean, at least 1. */
  readonly dispersion: number;
  /** Whether the interval excludes 1. */
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
 * Compares the rates of records by country, port, rule and hour of the day (UTC) in two captures
 * (`lib/sql/compare/rates.sql`).
 *
 * Rates are relative to the captured time, without gaps. Intervals are wider where records come in bursts,
 * and are corrected for the number of comparisons (Bonferroni), so that all hold together with 95 %
 * confidence. Values with fewer than 10 records in both captures are not compared. Hours of the day are
 * compared if both captures have two days or more.
 *
 * @returns changed rates first, then by descending change
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
    { bin, min_records: MIN_RECORDS },
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
    const binSeconds = row.what === 'hour' ? 3600 : bin;
    const dispersion = dispersionOf([
      { sum: row.records_before, squares: row.squares_before, bins: Math.ceil(timeBefore / binSeconds) },
      { sum: row.records_after, squares: row.squares_after, bins: Math.ceil(timeAfter / binSeconds) },
    ]);
    const counts = { before: row.records_before, after: row.records_after };
    const interval = rateRatio({ ...counts, timeBefore, timeAfter, dispersion }, z);
    return {
      what: row.what,
      value: row.value,
      ...counts,
      rateBefore: (counts.before / timeBefore) * 3600,
      rateAfter: (counts.after / timeAfter) * 3600,
      ...interval,
      dispersion,
      changed: interval.low > 1 || interval.high < 1,
    };
  });
  const size = ({ ratio }: RateChange) => Math.abs(Math.log(ratio));
  rates.sort((a, b) => Number(b.changed) - Number(a.changed) || size(b) - size(a));
  return { before: first, after: second, rates };
}
