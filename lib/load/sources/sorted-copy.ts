import { quoteLiteral, quoteName } from '../../engine/sql-text.js';
import { CACHED_PARQUET } from '../cached-parquet.js';
import { ORDER, type WantedColumn } from './wanted-columns.js';

/**
 * SQL for DuckDB that writes fetched records as Parquet, in an order that is the same each time: that of `row_id` where the table
 * has it, else of `creation_time`, and then of all other columns. Engines of many nodes give them in another order each time.
 *
 * @param relation what holds them, as SQL that can stand after `from`
 */
export function sortedCopy(relation: string, columns: readonly WantedColumn[], target: string): string {
  const kept = columns.map(({ name }) => name).filter((name) => name !== ORDER);
  const first = kept.length < columns.length ? ORDER : 'creation_time';
  const listed = (names: readonly string[]) => names.map(quoteName).join(', ');
  const order = listed([first, ...kept.filter((name) => name !== first)]);
  return `copy (select ${listed(kept)} from ${relation} order by ${order}) to ${quoteLiteral(target)} ${CACHED_PARQUET}`;
}

/** The columns as the types that they have here, of their texts. */
export const typedColumns = (columns: readonly WantedColumn[]): string =>
  columns.map(({ name, type }) => `cast(${quoteName(name)} as ${type}) as ${quoteName(name)}`).join(', ');
