import { quoteLiteral } from '../engine/sql-text.js';
import { allColumns, type Column } from '../schema/columns.js';
import { SENT_BY_CLIENTS } from './credential-macros.js';
import { findCsvHeader } from './csv-header.js';
import { NULLS } from './null-texts.js';
import { LABEL_COLUMNS, type RawSource, rawColumns } from './raw-source.js';

/** A column's value at the reader's own speed, or an error where the careful way has to look. */
function strict({ name, type }: Column): string {
  if (name.endsWith('_ip')) return name;
  if (name === 'src_ip_country_code') return `upper(${name})`;
  if (SENT_BY_CLIENTS.has(name)) return `without_credentials(${name})`;
  if (type === 'VARCHAR') return name;
  if (type === 'TIMESTAMP')
    return `case when not ends_with(${name}, 'Z') and (length(${name}) <> 19 or ${name}[17] <> ':')
      then error('offset') else cast(${name} as timestamp) end`;
  return `case when contains(${name}, '.') then error('fraction') else cast(${name} as ${type}) end`;
}

/**
 * Prepares a table of text for the validating pass: comma, tab, semicolon or bar between cells.
 *
 * @param text path of the file as plain text
 * @param head its beginning
 * @param displayName its name, for errors
 * @throws when its header cannot be understood
 */
export function csvSource(text: string, head: string, displayName: string): RawSource {
  const header = findCsvHeader(head, displayName);
  const written = header.written.map((name) => name.toLowerCase());
  const labelColumn = LABEL_COLUMNS.find((name) => written.includes(name));
  const cells = header.cells.map((name, i) => name ?? (written[i] === labelColumn ? 'label' : `extra_${i}`));
  const has = new Set(cells);
  const label = has.has('label') ? 'label' : 'null::varchar as label';
  const read = (options: string) => `read_csv(${quoteLiteral(text)}, auto_detect = false, header = false,
    skip = ${header.line}, delim = ${quoteLiteral(header.delimiter)}, quote = '"', escape = '"',
    columns = {${cells.map((name) => `${quoteLiteral(name)}: 'VARCHAR'`).join(', ')}},
    nullstr = [${NULLS.map(quoteLiteral).join(', ')}]${options})`;
  // Columns that the file does not have are not written: ten columns of nulls would cost a third of the time.
  const present = allColumns.filter((column) => has.has(column.name));
  const typed = present.map((column) => `${strict(column)} as "${column.name}"`);
  const { table } = header;
  const columns = table?.columns ?? Object.fromEntries(cells.map((name) => [name, name]));
  return {
    format: table?.format ?? 'csv',
    title: table?.title ?? 'a table with a header line',
    sql: `select ${rawColumns(columns)}, ${table?.skip ?? 'null'}::varchar as skip_reason,
      null::varchar as unread, null::varchar as line, ${label}
      from ${read(", store_rejects = true, rejects_table = 'csv_errors', rejects_scan = 'csv_scans', rejects_limit = 0")}`,
    ...(!table && {
      typedSql: `select ${[...typed, ...(has.has('label') ? ['label'] : [])].join(', ')} from ${read('')}`,
    }),
    present: table ? Object.keys(table.columns) : present.map((column) => column.name),
    text,
    skip: header.line,
    delimiter: header.delimiter.charCodeAt(0),
    cells: cells.length,
    lead: { header: 1, ...header.before },
    oneWay: table?.oneWay ?? false,
    labelColumn: labelColumn ?? null,
  };
}
