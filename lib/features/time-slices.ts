import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';

/** A stretch of time that is worked on at a go: whole days (UTC), or whole hours of one day. */
export interface TimeSlice {
  /** Seconds since 1970, of an hour: the first that belongs to it. */
  readonly from: number;
  /** The first that does not. */
  readonly until: number;
  /** The days with records in it, in order, such as `2024-04-25`. */
  readonly days: readonly string[];
  readonly records: number;
}

/** Records whose features are computed at a go: what their windows need fits into some hundred megabytes. */
export const SLICE_RECORDS = 1_000_000;

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
 * @param most records a slice, more only in an hour that has more
 * @returns slices in the order of time, which leave no record out
 *
 * @example
 * const slices = await timeSlices(traffic.connection, 1_000_000);
 */
export async function timeSlices(connection: DuckDBConnection, most: number): Promise<readonly TimeSlice[]> {
  const hours = await query<Hour>(
    connection,
    `select cast(date_diff('second', timestamp '1970-01-01 00:00:00', date_trunc('hour', creation_time)) as double) as start,
       cast(count(*) as double) as records
     from traffic group by 1 order by 1`,
  );
  const days = groups(hours, (group, hour) => dayOf(group[0]!) === dayOf(hour));
  const whole = groups(days, (group, day) => total(group.flat()) + total(day) <= most);
  return whole.flatMap((group) => {
    const all = group.flat();
    if (total(all) <= most) return [slice(all, DAY)];
    return groups(all, (part, hour) => total(part) + hour.records <= most).map((part) => slice(part, HOUR));
  });
}

const dayOf = ({ start }: Hour): number => Math.floor(start / DAY);
const total = (hours: readonly Hour[]): number => hours.reduce((sum, { records }) => sum + records, 0);

function slice(hours: readonly Hour[], unit: number): TimeSlice {
  return {
    from: Math.floor(hours[0]!.start / unit) * unit,
    until: (Math.floor(hours.at(-1)!.start / unit) + 1) * unit,
    days: [...new Set(hours.map(dayOf))].map((day) => new Date(day * DAY * 1000).toISOString().slice(0, 10)),
    records: total(hours),
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
