import Papa from 'papaparse';
import { quotePath } from '../engine/sql-text.js';
import { allColumns } from '../schema/columns.js';
import type { CsvHeader } from './csv-header.js';
import type { Lines } from './line-source.js';
import { MAX_LINE_BYTES } from './scan-text.js';

/** Columns under which exports of CloudWatch Logs, Kibana, Splunk and Grafana have the line of a log. */
const MESSAGES = ['@message', 'message', '_raw', 'log', 'line', 'event.original', 'textpayload'];

/** A table whose rows hold the lines of a log. */
export type MessageTable = Pick<CsvHeader, 'line' | 'delimiter' | 'cells' | 'written'> & {
  /** Position of the column that holds them. */
  readonly at: number;
};

/**
 * Finds a CSV export whose rows hold the lines of a log, such as the console's `timestamp,message`; null for another file.
 *
 * @param lines the first lines of the file
 */
export function messageTable(lines: readonly string[]): MessageTable | null {
  const written =
    Papa.parse<string[]>(lines[0] ?? '', { delimiter: ',' }).data[0]?.map((cell) => cell.trim()) ?? [];
  const names = written.map((name) => name.toLowerCase());
  if (!names.every((name) => /^[@a-z_][\w.@ -]*$/.test(name))) return null;
  if (allColumns.some(({ name, required }) => required && names.includes(name))) return null;
  const at = MESSAGES.map((name) => names.indexOf(name)).find((found) => found >= 0);
  return at === undefined ? null : { line: 1, delimiter: ',', cells: written.map(() => null), written, at };
}

/** The messages of the first rows. */
export const messagesOf = (head: string, { at }: MessageTable): readonly string[] =>
  Papa.parse<string[]>(head, { delimiter: ',', preview: 51 })
    .data.slice(1)
    .flatMap((row) => {
      const message = row[at] ?? '';
      return message.trim() === '' ? [] : [message.replace(/[\r\n]+/g, ' ')];
    });

/**
 * The lines of a log out of such a table.
 *
 * @param rows path of the rows as `splitRows` writes them
 */
export const messageLines = (rows: string, { cells, at }: MessageTable): Omit<Lines, 'lead'> => ({
  sql: `select translate(m${at}, chr(10) || chr(13), '  ') as line, cast(line_number as integer) as line_number
    from read_csv(${quotePath(rows)}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', new_line = '\\n',
      columns = {'line_number': 'VARCHAR', ${cells.map((_, i) => `'m${i}': 'VARCHAR'`).join(', ')}}, max_line_size = ${MAX_LINE_BYTES + 100},
      store_rejects = true, rejects_table = 'csv_errors', rejects_scan = 'csv_scans', rejects_limit = 0)`,
  text: rows,
  skip: 0,
  delimiter: 0x2c,
  cells: cells.length,
  numbered: true,
});
