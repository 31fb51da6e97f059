import type { DuckDBConnection } from '@duckdb/node-api';
import type { BoundSql } from '../../engine/sql-template.js';
import { trafficColumns as schema } from '../../schema/columns.js';
import type { SheetColumn } from './sheet.js';

const INTEGER = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?)$/;
const FRACTION = /^(FLOAT|DOUBLE|DECIMAL)/;

/** Returns how each column of a result is shown: by its type, and by its unit in the schema. */
export async function sheetColumns(
  connection: DuckDBConnection,
  { text, values }: BoundSql,
): Promise<readonly SheetColumn[]> {
  const empty = await connection.runAndReadAll(`select * from (${text}\n) as result limit 0`, [...values]);
  const types = empty.columnTypes().map(String);
  const columns = empty.deduplicatedColumnNames().map((name, i) => ({ name, type: types[i] ?? '' }));
  return columns.map(({ name, type }) => {
    const known = schema.find((column) => column.name === name);
    const header = known?.nameInFiles ?? name;
    if (type.startsWith('TIMESTAMP') || type === 'DATE')
      return {
        name,
        // The schema's columns keep their names, so that the sheet can be loaded as traffic again.
        header: type === 'DATE' || known !== undefined ? header : `${header} (UTC)`,
        kind: 'time',
        format: type === 'DATE' ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm:ss',
        width: Math.max(20, header.length + 9),
      };
    const width = Math.min(40, Math.max(14, header.length + 4));
    if (INTEGER.test(type) || FRACTION.test(type))
      return { name, header, kind: 'number', format: numberFormat(name, type, known?.unit), width };
    return {
      name,
      header,
      kind: 'text',
      width: /reason|value|file|^(title|what|who|next_step)$/.test(name) ? 60 : Math.max(16, width),
    };
  });
}

/** Ports and statuses are names, so they get no thousands separators. */
function numberFormat(name: string, type: string, unit: string | undefined): string {
  if (unit === 'port' || unit === 'HTTP status' || name === 'port') return '0';
  if (INTEGER.test(type) || /(^|_)bytes(_|$)/.test(name)) return '#,##0';
  return '#,##0.000';
}
