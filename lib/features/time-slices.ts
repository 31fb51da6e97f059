import type { Engine } from '../engine/engine.js';
import type { LongOperation } from '../progress/long-operation.js';
import { inputError } from '../text/input-error.js';
import type { FeatureDefinition } from './feature-definitions.js';

/** A stretch of time that is worked on at a go: whole days (UTC), or whole hours of one day. */
export interface TimeSlice {
  /** Seconds since 1970, of an hour: the first that belongs to it. */
  readonly from: number;
  /** The first that does not. */
  readonly until: number;
  /** The days with records in it, in order, such as `2024-04-25`. */
  readonly days: readonly string[];
  readonly records: number;
  /** Records in all slices before it: nothing lies between two slices of which one ends with the number that the other begins with. */
  readonly before: number;
}

/** Gives what follows `from` in SQL for records of a slice, and so many seconds before it; there may be others in it. */
export type SliceReader = (
  slice: TimeSlice,
  lookBack: number,
  definitions: readonly FeatureDefinition[],
  operation: Pick<LongOperation, 'signal'>,
) => Promise<string>;

/** Records whose features are computed at a go: what their windows need fits into some hundred megabytes. */
export const DEFAULT_SLICE_RECORDS = 1_000_000;

/** How much is in memory at a time. */
export interface SliceOptions {
  /** Records that are worked on at a go, about; a million when left out. */
  readonly sliceRecords?: number;
}

interface Hour {
  readonly start: number;
  readonly records: number;
}

const DAY = 86_400;
const HOUR = 3_600;

/**
 * Divides traffic into stretches of time with at most so many records: as many whole days as go together, or parts of a day that has
 * more. An hour is never divided, since what looks back for an hour would read most records twice.
 *
 * @param sliceRecords records a slice, more only in an hour that has more
 * @returns slices in the order of time, which leave no record out
 * @throws an InputError when a record has no time, as one that stays elsewhere may
 *
 * @example
 * const slices = await timeSlices(traffic, 1_000_000);
 */
export async function timeSlices(
  { engine }: { readonly engine: Engine },
  sliceRecords: number,
): Promise<readonly TimeSlice[]> {
  const found = await engine.query<{ start: number | null; records: number }>(
    `select cast(date_diff('second', timestamp '1970-01-01 00:00:00', date_trunc('hour', creation_time)) as double) as start,
       cast(count(*) as double) as records
     from traffic group by 1 order by 1`,
  );
  const hours = found.filter((hour): hour is Hour => hour.start !== null);
  const timeless = totalRecords(found) - totalRecords(hours);
  if (timeless > 0)
    throw inputError(
      `${timeless.toLocaleString('en-US')} of ${totalRecords(found).toLocaleString('en-US')} records have no creation_time, by which they are worked on: make a view without them.`,
    );
  const days = groups(hours, (group, hour) => dayOf(group[0]!) === dayOf(hour));
  const whole = groups(days, (group, day) => totalRecords(group.flat()) + totalRecords(day) <= sliceRecords);
  const slices = whole.flatMap((group) => {
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

/** A second since 1970 as SQL, with its zone where there is one. */
export const timestampSql = (second: number, zone: '' | ' UTC' = ''): string =>
  `timestamp '${new Date(second * 1000).toISOString().slice(0, 19).replace('T', ' ')}${zone}'`;

/** A condition on `creation_time`: the engine skips parts of files that cannot meet it. */
export const inTimeRange = ({ from, until }: Pick<TimeSlice, 'from' | 'until'>): string =>
  `creation_time >= ${timestampSql(from)} and creation_time < ${timestampSql(until)}`;

const dayOf = ({ start }: Hour): number => Math.floor(start / DAY);
/** Records of some hours or slices. */
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

/** Neighbours go together for as long as they may. */
function groups<Item>(
  items: readonly Item[],
  together: (group: readonly Item[], next: Item) => boolean,
): readonly (readonly Item[])[] {
  const found: Item[][] = [];
  for (const item of items) {
    const last = found.at(-1);
    if (last !== undefined && together(last, item)) last.push(item);
    else found.push([item]);
  }
  return found;
}
