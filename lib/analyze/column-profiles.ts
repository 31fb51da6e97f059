import type { Traffic } from '../load/traffic.js';
import { type Column, trafficColumns } from '../schema/columns.js';

/** What one column holds. */
export interface ColumnProfile {
  readonly column: Column;
  /** Records that have a value. */
  readonly given: number;
  /** Different values. */
  readonly distinct: number;
  /** The value, as text, where all records with a value have the same. */
  readonly constant: string | null;
}

/** Counts the values and the different values of every column, in one pass over the records. */
export async function columnProfiles(traffic: Traffic): Promise<readonly ColumnProfile[]> {
  const counts = trafficColumns.map(
    ({ name }) => `cast(count(${name}) as integer) as given_${name},
      cast(count(distinct ${name}) as integer) as distinct_${name}, cast(min(${name}) as varchar) as least_${name}`,
  );
  const [row] = await traffic.engine.query<Record<string, number | string | null>>(
    `select ${counts.join(', ')} from traffic`,
  );
  return trafficColumns.map((column) => {
    const distinct = Number(row?.[`distinct_${column.name}`]);
    return {
      column,
      given: Number(row?.[`given_${column.name}`]),
      distinct,
      constant: distinct === 1 ? String(row?.[`least_${column.name}`]) : null,
    };
  });
}
