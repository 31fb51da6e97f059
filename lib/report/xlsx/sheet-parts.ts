import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../../engine/query.js';
import type { Sheet, SheetPart } from './sheet.js';
import { sheetColumns } from './sheet-columns.js';

/**
 * Asks a sheet's question once, into a temporary table, and cuts the answer into parts that fit a sheet. The parts
 * after the first are named `… 2`, `… 3`.
 *
 * @param most rows a sheet may have besides its header
 */
export async function sheetParts(
  connection: DuckDBConnection,
  sheet: Sheet,
  table: string,
  most: number,
): Promise<readonly SheetPart[]> {
  await connection.run(`create temp table ${table} as ${sheet.question.text}`, [...sheet.question.values]);
  const columns = await sheetColumns(connection, table);
  const [size] = await query<{ rows: number }>(
    connection,
    `select cast(count(*) as integer) as rows from ${table}`,
  );
  const rows = size?.rows ?? 0;
  return Array.from({ length: Math.max(1, Math.ceil(rows / most)) }, (_, i) => ({
    name: i === 0 ? sheet.name : `${sheet.name.slice(0, 27)} ${i + 1}`,
    table,
    columns,
    from: i * most,
    rows: Math.min(most, rows - i * most),
    ...(sheet.colour !== undefined && { colour: sheet.colour }),
    ...(sheet.chart !== undefined && i === 0 && { chart: sheet.chart }),
  }));
}
