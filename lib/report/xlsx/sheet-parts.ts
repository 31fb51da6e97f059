import type { DuckDBConnection } from '@duckdb/node-api';
import type { Sheet, SheetPart } from './sheet.js';
import { sheetColumns } from './sheet-columns.js';

/**
 * Divides the result of a sheet's query into parts that fit a sheet; those after the first are named `… 2`,
 * `… 3`. The query of a single part runs when the part is written; a longer result is materialized, so that
 * all parts belong to the same result.
 *
 * @param table name for that table
 * @param maxRows rows a sheet may have besides its header
 */
export async function sheetParts(
  connection: DuckDBConnection,
  { name, query, slice, chart, colour }: Sheet,
  table: string,
  maxRows: number,
): Promise<readonly SheetPart[]> {
  const { text, values } = query;
  const columns = await sheetColumns(connection, query);
  const counted = await connection.runAndReadAll(`select count(*) from (${text}\n) as result`, [...values]);
  const rows = Number(counted.value(0, 0));
  const split = rows > maxRows && slice === undefined;
  if (split) await connection.run(`create temp table ${table} as ${text}`, [...values]);
  return Array.from({ length: Math.max(1, Math.ceil(rows / maxRows)) }, (_, i) => ({
    name: i === 0 ? name : `${name.slice(0, 27)} ${i + 1}`,
    query: split ? { text: `select * from ${table}`, values: [] } : query,
    columns,
    from: i * maxRows,
    rows: Math.min(maxRows, rows - i * maxRows),
    ...(slice !== undefined && { slice }),
    ...(colour !== undefined && { colour }),
    ...(chart !== undefined && i === 0 && { chart }),
  }));
}
