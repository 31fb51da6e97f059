import { quoteLiteral, quotePath } from '../engine/sql-text.js';
import { allColumns, type Column } from '../schema/columns.js';
import { SENT_BY_CLIENTS, withoutCredentials } from './credentials/credential-functions.js';
import type { CsvHeader } from './csv-header.js';
import { NULLS } from './null-texts.js';
import { LABEL_COLUMNS, type RawSource, rawColumns } from './raw-source.js';
import { MAX_LINE_BYTES } from './scan-text.js';
import type { ValueOptions } from './validate.js';

/** A column's value at the reader's own speed, or an error where the careful way has to look. */
function strict({ name, type }: Column, local: boolean): string {
  if (name.endsWith('_ip')) return name;
  if (name === 'src_ip_country_code') return `upper(${name})`;
  if (SENT_BY_CLIENTS.has(name)) return withoutCredentials(name);
  if (type === 'VARCHAR') return name;
  if (type === 'TIMESTAMP')
    return `case when not ends_with(${name}, 'Z')${local ? ` and (length(${name}) <> 19 or ${name}[17] <> ':')` : ''}
      then error('offset') else cast(${name} as timestamp) end`;
  return `cast(${name} as ${type})`;
}

/** The columns at the reader's own speed. The engine's cast reads more forms of numbers than `wholeNumber`: one pattern looks at all of a row, which costs less than one for each. */
function strictColumns(present: readonly Column[], local: boolean): readonly string[] {
  const numbers = present.filter(({ type }) => type === 'BIGINT' || type === 'INTEGER');
  return present.map((column) => {
    const value = strict(column, local);
    const checked =
      column === numbers[0]
        ? `case when not regexp_full_match(concat(${numbers.map(({ name }) => name).join(', ')}), '[0-9]*') then error('number') else ${value} end`
        : value;
    return `${checked} as "${column.name}"`;
  });
}

/**
 * Prepares a table of text for the validating pass: comma, tab, semicolon or bar between cells.
 *
 * @param text path of the file as plain text or, if numbered, as `splitRows` wrote it
 * @param header what its header means
 * @param numbered each row has the number of its line before it, and there is no header
 * @param values how values are read; where formats are given there is no quick way
 * @param head text from the beginning of the file: the quick way knows only the null texts in it, as each more costs time in every cell
 */
export function csvSource(
  text: string,
  header: CsvHeader,
  numbered: boolean,
  { timeZone, timeFormats = [], thousands }: ValueOptions,
  head = '',
): RawSource {
  const written = header.written.map((name) => name.toLowerCase());
  const labelColumn = LABEL_COLUMNS.find((name) => written.includes(name));
  const cells = header.cells.map((name, i) => name ?? (written[i] === labelColumn ? 'label' : `extra_${i}`));
  const has = new Set(cells);
  const label = has.has('label') ? 'label' : 'null::varchar as label';
  const columns = numbered ? ['line_number', ...cells] : cells;
  const read = (
    nulls: readonly string[],
    options: string,
  ) => `read_csv(${quotePath(text)}, auto_detect = false, header = false,
    skip = ${numbered ? 0 : header.line}, delim = ${quoteLiteral(header.delimiter)}, quote = '"', escape = '"',
    columns = {${columns.map((name) => `${quoteLiteral(name)}: 'VARCHAR'`).join(', ')}},
    nullstr = [${nulls.map(quoteLiteral).join(', ')}]${numbered ? ", new_line = '\\n'" : ''}${options})`;
  // Columns that the file does not have are not written: ten columns of nulls would cost a third of the time.
  const present = allColumns.filter((column) => has.has(column.name));
  const typed = strictColumns(present, timeZone === undefined);
  const { table } = header;
  const source = {
    format: table?.format ?? 'csv',
    title: table?.title ?? 'a table with a header line',
    present: table ? Object.keys(table.columns) : present.map((column) => column.name),
    text,
    skip: header.line,
    delimiter: header.delimiter.charCodeAt(0),
    cells: cells.length,
    oneWay: table?.oneWay ?? false,
    labelColumn: labelColumn ?? null,
  };
  const typedSql = `select ${[...typed, ...(has.has('label') ? ['label'] : [])].join(', ')} from ${read(
    NULLS.filter((text) => head.includes(text)),
    '',
  )}`;
  const quick = !table && !numbered && timeFormats.length === 0 && thousands === undefined;
  return {
    ...source,
    sql: `select ${rawColumns(table?.columns ?? Object.fromEntries(cells.map((name) => [name, name])))}, ${table?.skip ?? 'null'}::varchar as skip_reason,
      null::varchar as unread, null::varchar as line, ${label}${numbered ? ', cast(line_number as integer) as line_number' : ''}
      from ${read(NULLS, `, max_line_size = ${MAX_LINE_BYTES + 100}, store_rejects = true, rejects_table = 'csv_errors', rejects_scan = 'csv_scans', rejects_limit = 0`)}`,
    ...(quick && { typedSql }),
    numbered,
    lead: { header: 1, ...header.before },
  };
}
