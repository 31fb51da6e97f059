import type { Traffic } from '../load/traffic.js';
import { type Column, trafficColumns } from '../schema/columns.js';

/** Counts of the values of one column. */
export interface ColumnProfile {
  readonly column: Column;
  /** Records that have a value. */
  readonly nonNull: number;
  /** Different values. */
  readonly distinct: number;
  /** The value as text if all records with a value have the same; otherwise null. */
  readonly constant: string | null;
}

/** Counts the values and the different values of every column, in one pass over the records. */
export async function columnProfiles(traffic: Traffic): Promise<readonly ColumnProfile[]> {
  const counts = trafficColumns.map(
    ({ name }) => `cast(count(${name}) as integer) as count_${name},
      cast(count(distinct ${name}) as integer) as distinct_${name}, cast(min(${name}) as varchar) as min_${name}`,
  );
  const [row] = await traffic.engine.query<Record<string, number | string | null>>(
    `select ${counts.join(', ')} from traffic`,
  );
  return trafficColumns.map((column) => {
    const distinct = Number(row?.[`distinct_${column.name}`]);
    return {
      column,
      nonNull: Number(row?.[`count_${column.name}`]),
      distinct,
      constant: distinct === 1 ? String(row?.[`min_${column.name}`]) : null,
    };
  });
}
