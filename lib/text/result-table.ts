import { columns as schema } from '../schema/columns.js';
import { bytes } from './bytes.js';
import { count } from './count.js';
import { html, render } from './html.js';
import type { HtmlBlock } from './html-block.js';
import { sortable } from './sortable.js';
import { utc } from './utc.js';
import { visible } from './visible.js';

/** More rows than a person reads are counted, not shown. */
const MOST = 200;
/** Numbers that are names: without thousands separators. */
const NAMES = new Set(['port', 'HTTP status']);
const INTEGERS = /INT/;
const NUMBERS = /INT|FLOAT|DOUBLE|DECIMAL/;

/**
 * Writes rows as an HTML table to read: bytes in KiB and MiB, times in UTC, thousands separators; text from records
 * escaped. A click on a column's name sorts by it where scripts run. Of more than 200 rows the rest is counted.
 *
 * @param columns names and engine types
 *
 * @example
 * show(resultTable([{ name: 'bytes_in', type: 'BIGINT' }], [{ bytes_in: 13182n }])); // 12.9 KiB
 */
export function resultTable(
  columns: readonly { readonly name: string; readonly type: string }[],
  rows: readonly object[],
): HtmlBlock {
  const shown = rows.slice(0, MOST).map((row) =>
    columns.map((column) => {
      const value = (row as Record<string, unknown>)[column.name];
      return { value, text: write(column, value), numeric: NUMBERS.test(column.type) };
    }),
  );
  const rest = rows.length - shown.length;
  const note = `${count(rows.length, 'row')}${rest > 0 ? `, of which the first ${MOST} are shown` : ''}`;
  const heads = columns.map(
    ({ name, type }) => `${visible(name, 60)}${type.startsWith('TIMESTAMP') ? ' (UTC)' : ''}`,
  );
  const markup = html`<table class="result">
    <tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr>
    ${shown.map(
      (cells) =>
        html`<tr>${cells.map(({ value, text, numeric }) => html`<td style=${numeric ? 'text-align:right' : ''} data-value=${sortKey(value)}>${text}</td>`)}</tr>`,
    )}
  </table><div>${note}</div>`;
  const lines = [heads, ...shown.map((cells) => cells.map(({ text }) => text))];
  return {
    html: sortable(render(markup)),
    text: [...lines.map((cells) => cells.join('\t')), note].join('\n'),
  };
}

function write({ name, type }: { name: string; type: string }, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return type === 'DATE' ? utc(value).slice(0, 10) : utc(value);
  const unit = schema.find((column) => column.name === name)?.unit;
  if (typeof value === 'bigint' || typeof value === 'number') {
    if (unit !== undefined && NAMES.has(unit)) return String(value);
    if (unit === 'bytes' || /(^|_)bytes(_|$)/.test(name)) return bytes(Number(value));
    if (INTEGERS.test(type)) return value.toLocaleString('en-US');
    return value.toLocaleString('en-US', { maximumSignificantDigits: 6 });
  }
  const text =
    typeof value === 'object'
      ? JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? String(v) : v))
      : String(value);
  return visible(text);
}

/** What sorting compares: numbers and times as numbers, the rest as text. */
function sortKey(value: unknown): string {
  if (value instanceof Date) return String(value.getTime());
  return typeof value === 'number' || typeof value === 'bigint'
    ? String(value)
    : visible(String(value ?? ''));
}
