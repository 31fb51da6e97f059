import type { Period } from '../filter/record-filter.js';
import type { WantedColumn } from './wanted-columns.js';

/**
 * Writes a period as a condition that the engine carries to where the records lie. Without a timestamp to compare, as of times
 * that are texts there, it is true: the records of other times are left out after they were fetched.
 */
export function tablePeriod(
  { quoted, stored }: WantedColumn,
  { from, to }: Period,
): { readonly sql: string; readonly values: Readonly<Record<string, string>> } {
  if (!stored.startsWith('timestamp') || (!from && !to)) return { sql: 'true', values: {} };
  // A constant of the finest type that fits: the engine then compares the column as it is stored.
  const zoned = stored.endsWith('with time zone');
  const type = zoned ? 'timestamp(6) with time zone' : 'timestamp(6)';
  const written = (time: Date) =>
    `${time.toISOString().slice(0, -1).replace('T', ' ')}${zoned ? ' UTC' : ''}`;
  return {
    sql: [
      ...(from ? [`${quoted} >= cast($from as ${type})`] : []),
      ...(to ? [`${quoted} < cast($to as ${type})`] : []),
    ].join(' and '),
    values: { ...(from && { from: written(from) }), ...(to && { to: written(to) }) },
  };
}
