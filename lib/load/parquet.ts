import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import { allColumns } from '../schema/columns.js';
import { inputError } from './input-error.js';
import { NULLS } from './null-texts.js';
import { LABEL_COLUMNS, type RawSource, rawColumns } from './raw-source.js';
import { quoteLiteral, quoteName } from './sql-text.js';

/**
 * Prepares a Parquet file with the schema's columns under their dotted or underscored names, in any order.
 *
 * @throws an InputError when it is damaged or lacks a required column
 */
export async function parquetSource(
  connection: DuckDBConnection,
  file: string,
  given: string,
): Promise<RawSource> {
  const from = `read_parquet(${quoteLiteral(file)})`;
  const described = await query<{ column_name: string }>(connection, `describe select * from ${from}`).catch(
    () => {
      throw inputError(`${given}: is no readable Parquet file; it may be cut off, so fetch it again.`);
    },
  );
  const names = described.map((row) => row.column_name);
  const named = (name: string) =>
    names.find((written) => written.trim().toLowerCase().replaceAll('.', '_') === name);
  const nulls = NULLS.map(quoteLiteral).join(', ');
  const present = Object.fromEntries(
    allColumns.flatMap(({ name }) => {
      const written = named(name);
      if (written === undefined) return [];
      const text = `${quoteName(written)}::varchar`;
      return [[name, `case when ${text} not in (${nulls}) then ${text} end`]];
    }),
  );
  const missing = allColumns.filter((c) => c.required && !(c.name in present));
  if (missing.length > 0)
    throw inputError(
      `${given}: lacks the column ${missing.map((c) => c.source).join(', ')}; rename the column that holds it.`,
    );
  const labelColumn = LABEL_COLUMNS.find((name) => named(name) !== undefined) ?? null;
  const label = labelColumn === null ? 'null' : quoteName(named(labelColumn)!);
  return {
    format: 'parquet',
    title: 'a Parquet table',
    sql: `select ${rawColumns(present)}, null::varchar as skip_reason, null::varchar as unread,
      null::varchar as line, ${label}::varchar as label from ${from}`,
    text: null,
    skip: 0,
    delimiter: null,
    cells: null,
    lead: {},
    oneWay: false,
    labelColumn,
  };
}
