import type { UploadColumns } from '../engine.js';
import { literal } from './bind-parameters.js';

const TYPES: Readonly<Record<string, string>> = {
  VARCHAR: 'varchar',
  INTEGER: 'integer',
  BIGINT: 'bigint',
  DOUBLE: 'double',
  FLOAT: 'real',
};

/**
 * Says how Trino names the types of columns.
 *
 * @throws when a column has a type that is not uploaded
 */
export function uploadTypes(columns: UploadColumns): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, { type: written }]) => {
      const type = TYPES[String(written)];
      if (type === undefined)
        throw new Error(`${name} has the type ${written}, which is not known elsewhere.`);
      return [name, type];
    }),
  );
}

/**
 * Writes a table as SELECTs of literals, each of some rows and of at most so many characters (but for a single row that has
 * more): statements have a limit.
 *
 * @example
 * [...tableLiterals({ n: { type: INTEGER, values: [1, 2] } }, 1000)].length; // 1
 */
export function* tableLiterals(
  table: UploadColumns,
  maxCharacters: number,
): Generator<{ readonly sql: string; readonly rows: number }> {
  const columns = Object.values(table);
  const row = Object.entries(uploadTypes(table)).map(([name, type]) => `${name} ${type}`);
  const part = (rows: readonly string[]) => ({
    // One text that Trino takes apart: as many literals of their own would take it far longer to read.
    sql: `select * from unnest(cast(json_parse(${literal(`[${rows.join(',')}]`)}) as array(row(${row.join(', ')})))) as given(${Object.keys(table).join(', ')})`,
    rows: rows.length,
  });
  let rows: string[] = [];
  let length = 0;
  for (let i = 0; i < (columns[0]?.values.length ?? 0); i++) {
    const values = columns.map(({ values }) => values[i] ?? null);
    const written = JSON.stringify(
      values.map((value) => (typeof value === 'bigint' ? String(value) : value)),
    );
    if (rows.length > 0 && length + written.length > maxCharacters) {
      yield part(rows);
      rows = [];
      length = 0;
    }
    rows.push(written);
    length += written.length + 1;
  }
  // A table without rows has columns too.
  if (rows.length > 0 || length === 0) yield part(rows);
}
