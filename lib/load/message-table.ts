import Papa from 'papaparse';
import { quoteLiteral } from '../engine/sql-text.js';
import { allColumns } from '../schema/columns.js';
import type { Lines } from './line-source.js';

/** Columns under which exports of CloudWatch Logs, Kibana, Splunk and Grafana have the line of a log. */
const MESSAGES = ['@message', 'message', '_raw', 'log', 'line', 'event.original', 'textpayload'];

/**
 * Finds a CSV export whose rows hold the lines of a log, such as the console's `timestamp,message`; null for another file.
 *
 * @param lines the first lines of the file
 */
export function messageTable(lines: readonly string[]): { readonly cells: number; readonly at: number } | null {
  const header = Papa.parse<string[]>(lines[0] ?? '', { delimiter: ',' }).data[0]?.map((cell) => cell.trim().toLowerCase()) ?? [];
  if (!header.every((cell) => /^[@a-z_][\w.@ -]*$/.test(cell))) return null;
  if (allColumns.some(({ name, required }) => required && header.includes(name))) return null;
  const found = MESSAGES.map((name) => header.indexOf(name)).find((at) => at >= 0);
  return found === undefined ? null : { cells: header.length, at: found };
}

/** The messages of the first rows. */
export const messagesOf = (head: string, at: number): readonly string[] =>
  Papa.parse<string[]>(head, { delimiter: ',', preview: 51 })
    .data.slice(1)
    .flatMap((row) => (row[at] === undefined || row[at].trim() === '' ? [] : [row[at].replace(/[\r\n]+/g, ' ')]));

/** The lines of a log out of such a table. */
export const messageLines = (text: string, { cells, at }: { readonly cells: number; readonly at: number }): Lines => ({
  sql: `select translate(m${at}, chr(10) || chr(13), '  ') as line from read_csv(${quoteLiteral(text)}, auto_detect = false, header = false, skip = 1,
    delim = ',', quote = '"', escape = '"', columns = {${Array.from({ length: cells }, (_, i) => `'m${i}': 'VARCHAR'`).join(', ')}},
    store_rejects = true, rejects_table = 'csv_errors', rejects_scan = 'csv_scans', rejects_limit = 0)`,
  text,
  skip: 1,
  delimiter: 0x2c,
  cells,
  lead: {},
});
