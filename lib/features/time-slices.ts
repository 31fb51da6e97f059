import type { Engine } from '../engine/engine.js';
import type { LongOperation } from '../progress/long-operation.js';
import { inputError } from '../text/input-error.js';
import type { FeatureDefinition } from './feature-definitions.js';

/** A time range that is processed at once: whole days (UTC), or whole hours of one day. */
export interface TimeSlice {
  /** Start of the first hour, in seconds since 1970 (inclusive). */
  readonly from: number;
  /** End of the last hour, in seconds since 1970 (exclusive). */
  readonly until: number;
  /** Days with records, in order, such as `2024-04-25`. */
  readonly days: readonly string[];
  /** Number of records in the slice. */
  readonly records: number;
  /**
   * Number of records in all earlier slices: slices are adjacent where it equals `before + records` of the
   * previous one.
   */
  readonly before: number;
}

/**
 * Returns an SQL relation with the records of a slice and of `lookBack` seconds before it, and possibly
 * others.
 */
export type SliceReader = (
  slice: TimeSlice,
  lookBack: number,
  definitions: readonly FeatureDefinition[],
  operation: Pick<LongOperation, 'signal'>,
) => Promise<string>;

/** Default number of records per slice, whose time windows need some hundred megabytes. */
export const DEFAULT_SLICE_RECORDS = 1_000_000;

/** Options of processing records slice by slice. */
export interface SliceOptions {
  /** Approximate number of records in memory at a time; 1,000,000 by default. */
  readonly sliceRecords?: number;
}

interface Hour {
  readonly start: number;
  readonly records: number;
}

const DAY = 86_400;
const HOUR = 3_600;

/**
 * Divides traffic into time ranges with a maximum number of records: as many whole days as fit, or parts of a
 * day with more. An hour is never divided, since time windows of an hour would read most records twice.
 *
 * @param traffic records in any engine
 * @param sliceRecords maximum number of records per slice; an hour with more is one slice
 * @returns slices in chronological order, which contain all records
 * @throws an InputError when a record has no time, which is possible in a remote table
 *
 * @example
 * const slices = await timeSlices(traffic, 1_000_000);
 */
export async function timeSlices(
  { engine }: { readonly engine: Engine },
  sliceRecords: number,
): Promise<readonly TimeSlice[]> {
  const counts = await engine.query<{ start: number | null; records: number }>(
    `select cast(date_diff('second', timestamp '1970-01-01 00:00:00', date_trunc('hour', creation_time)) as double) as start,
       cast(count(*) as double) as records
     from traffic group by 1 order by 1`,
  );
  const hours = counts.filter((hour): hour is Hour => hour.start !== null);
  const timeless = totalRecords(counts) - totalRecords(hours);
  if (timeless > 0)
    throw inputError(
      `${timeless.toLocaleString('en-US')} of ${totalRecords(counts).toLocaleString('en-US')} records have no creation_time, by which they are worked on: make a view without them.`,
    );
  const days = groups(hours, (group, hour) => dayOf(group[0]!) === dayOf(hour));
  const dayGroups = groups(
    days,
    (group, day) => totalRecords(group.flat()) + totalRecords(day) <= sliceRecords,
  );
  const slices = dayGroups.flatMap((group) => {
    const all = group.flat();
    if (totalRecords(all) <= sliceRecords) return [slice(all, DAY)];
    return groups(all, (part, hour) => totalRecords(part) + hour.records <= sliceRecords).map((part) =>
      slice(part, HOUR),
    );
  });
  let before = 0;
  return slices.map((one) => {
    const numbered = { ...one, before };
    before += one.records;
    return numbered;
  });
}

/** Formats seconds since 1970 as an SQL timestamp, with a time zone where one is given. */
export const timestampSql = (second: number, zone: '' | ' UTC' = ''): string =>
  `timestamp '${new Date(second * 1000).toISOString().slice(0, 19).replace('T', ' ')}${zone}'`;

/** Returns an SQL condition on `creation_time`, by which the engine skips parts of files. */
export const inTimeRange = ({ from, until }: Pick<TimeSlice, 'from' | 'until'>): string =>
  `creation_time >= ${timestampSql(from)} and creation_time < ${timestampSql(until)}`;

const dayOf = ({ start }: Hour): number => Math.floor(start / DAY);
/** Sums the records of hours or slices. */
export const totalRecords = (hours: readonly Pick<Hour, 'records'>[]): number =>
  hours.reduce((sum, { records }) => sum + records, 0);

function slice(hours: readonly Hour[], unit: number): Omit<TimeSlice, 'before'> {
  return {
    from: Math.floor(hours[0]!.start / unit) * unit,
    until: (Math.floor(hours.at(-1)!.start / unit) + 1) * unit,
    days: [...new Set(hours.map(dayOf))].map((day) => new Date(day * DAY * 1000).toISOString().slice(0, 10)),
    records: totalRecords(hours),
  };
}

/** Groups neighbours as long as the condition holds. */
function groups<Item>(
  items: readonly Item[],
  together: (group: readonly Item[], next: Item) => boolean,
): readonly (readonly Item[])[] {
  const grouped: Item[][] = [];
  for (const item of items) {
    const last = grouped.at(-1);
    if (last !== undefined && together(last, item)) last.push(item);
    else grouped.push([item]);
  }
  return grouped;
}
