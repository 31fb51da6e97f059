import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import { quoteName, quotePath } from '../engine/sql-text.js';
import { allColumns, type Column } from '../schema/columns.js';
import { inputError } from '../text/input-error.js';
import { SENT_BY_CLIENTS, withoutCredentials } from './credentials/credential-functions.js';
import { type FieldMap, mappedColumn, proposedMap } from './field-map.js';
import { type NamedTable, namedTable } from './named-table.js';
import { withoutNulls } from './null-texts.js';
import { LABEL_COLUMNS, type RawSource, rawColumns } from './raw-source.js';

const WHOLE = /^(U?(TINY|SMALL|BIG)INT|U?INTEGER)$/;

/** A column's value as it is stored, null where that needs a careful look, such as a time written as text. */
function stored({ name, type }: Column, column: string, storedType: string, text: string): string | null {
  if (type === 'VARCHAR') {
    if (storedType !== 'VARCHAR') return null;
    if (name === 'src_ip_country_code') return `upper(${text})`;
    return SENT_BY_CLIENTS.has(name) ? withoutCredentials(name, text) : text;
  }
  if (type === storedType) return column;
  return type !== 'TIMESTAMP' && WHOLE.test(storedType) ? `cast(${column} as ${type})` : null;
}

/**
 * Prepares a Parquet file with the schema's columns under their dotted or underscored names, in any order.
 *
 * @param map names in the file by the column that they hold
 * @throws an InputError when it is damaged or lacks a required column
 */
export async function parquetSource(
  connection: DuckDBConnection,
  file: string,
  displayName: string,
  map: FieldMap = {},
): Promise<RawSource> {
  // Folders such as year=2024/month=04 add no columns.
  const from = `read_parquet(${quotePath(file)}, hive_partitioning = false)`;
  const described = await query<{ column_name: string; column_type: string }>(
    connection,
    `describe select * from ${from}`,
  ).catch(() => {
    throw inputError(`${displayName}: is no readable Parquet file; it may be cut off, so fetch it again.`);
  });
  const names = described.map((row) => row.column_name);
  const table = namedTable(names, (at) => `${quoteName(names[at]!)}::varchar`);
  if (table && Object.keys(map).length === 0) return tableSource(table, from);
  const named = (name: string) =>
    names.find((written) => map[name] !== undefined && mappedColumn(map, written) === name) ??
    names.find((written) => written.trim().toLowerCase().replaceAll('.', '_') === name);
  const present = Object.fromEntries(
    allColumns.flatMap(({ name }) => {
      const written = named(name);
      if (written === undefined) return [];
      return [[name, withoutNulls(`${quoteName(written)}::varchar`)]];
    }),
  );
  const missing = allColumns.filter((c) => c.required && !(c.name in present));
  const proposal = missing.length > 0 ? proposedMap(names) : null;
  if (missing.length > 0)
    throw inputError(
      `${displayName}: lacks the column ${missing.map((c) => c.nameInFiles).join(', ')}; rename the column that holds it${proposal === null ? '' : `, or try ${proposal}`}.`,
    );
  const labelColumn = LABEL_COLUMNS.find((name) => named(name) !== undefined) ?? null;
  // Millions of numbers need not become text and numbers again.
  const kept = allColumns.filter(({ name }) => name in present);
  const typed = kept.map((column) => {
    const { column_name, column_type } = described.find((row) => row.column_name === named(column.name))!;
    return stored(column, quoteName(column_name), column_type, present[column.name]!);
  });
  const label = labelColumn === null ? 'null' : quoteName(named(labelColumn)!);
  return {
    format: 'parquet',
    title: 'a Parquet table',
    sql: `select ${rawColumns(present)}, null::varchar as skip_reason, null::varchar as unread,
      null::varchar as line, ${label}::varchar as label from ${from}`,
    ...(!typed.includes(null) && {
      typedSql: `select ${typed.map((sql, i) => `${sql} as "${kept[i]!.name}"`).join(', ')}, ${label}::varchar as label from ${from}`,
    }),
    present: kept.map(({ name }) => name),
    text: null,
    skip: 0,
    delimiter: null,
    cells: null,
    lead: {},
    oneWay: false,
    labelColumn,
  };
}

/** The source of a Parquet file whose columns are the fields of a log. */
function tableSource(
  { columns, skip = 'null', oneWay = false, format, title }: NamedTable,
  from: string,
): RawSource {
  return {
    format,
    title,
    sql: `select ${rawColumns(columns)}, ${skip}::varchar as skip_reason, null::varchar as unread,
      null::varchar as line, null::varchar as label from ${from}`,
    present: Object.keys(columns),
    text: null,
    skip: 0,
    delimiter: null,
    cells: null,
    lead: {},
    oneWay,
    labelColumn: null,
  };
}
