import { digits } from './digits.js';
import { formatBytes } from './format-bytes.js';
import { formatCount } from './format-count.js';
import { html, render } from './html.js';
import type { HtmlBlock } from './html-block.js';
import { timeMarkup, zoneMarkup } from './time-markup.js';
import { utc } from './utc.js';
import { visible } from './visible.js';

/** A column of a table. */
export interface TableColumn {
  /** Name of the field in the rows. */
  readonly name: string;
  /** Heading. Default: the name. */
  readonly title?: string;
  /**
   * Format of the values. `bytes`: B, KiB, MiB…; `share`: 0 to 1 as percent; `time`: a Date, an ISO 8601 text
   * or milliseconds since 1970, in UTC; `name`: a number without separators, such as a port. Default: by the
   * name of the column and the kind of value.
   */
  readonly format?: 'bytes' | 'share' | 'time' | 'name';
}

/** Options of `table`. */
export interface TableOptions {
  /** Columns in order, as names or with title and format. Default: the fields of the first row. */
  readonly columns?: readonly (string | TableColumn)[];
  /** Maximum number of rows; the number of other rows is shown below. Default: 500. */
  readonly limit?: number;
  /** Caption, also the accessible name. Default: none. */
  readonly caption?: string;
}

/**
 * Names of columns with bytes, and with numbers that are names (ports and status codes are not quantities).
 */
const BYTES = /(^|_)bytes(_|$)/;
const NAMES = /(^|_)(port|code|status|row_id)$/;

/** Numbers are right-aligned; numbers and times have no line breaks. */
const STYLES = {
  number: 'text-align:right;white-space:nowrap',
  time: 'text-align:left;white-space:nowrap',
  text: 'text-align:left',
  sentence: 'text-align:left;min-width:20em',
  /** For tables with sentences, where space is short: a line break between day and hour. */
  brokenTime: 'text-align:left;min-width:7em',
};

/** A table is at most a screen high, and its header row stays visible. */
const BOX = 'max-height:var(--table-height,75vh);overflow:var(--table-overflow,auto)';
const HEAD = 'position:sticky;top:0;background:var(--jp-layout-color0,var(--paper,Canvas))';

/** Text longer than this gives its column the width of a sentence. */
const SENTENCE_LENGTH = 60;

/** Maximum number of characters of a cell, enough for the reasons of a score. */
const MAX_CELL_LENGTH = 400;

const PERCENT = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 });

const defaultFormat = (name: string) => (BYTES.test(name) ? 'bytes' : NAMES.test(name) ? 'name' : undefined);

/** A value as a time, where it is one. */
function timeOf(value: unknown, format: TableColumn['format']): Date | null {
  if (value === null || value === undefined || !(format === 'time' || value instanceof Date)) return null;
  const time = new Date(value as Date | string | number);
  return Number.isNaN(time.getTime()) ? null : time;
}

function write(value: unknown, format: TableColumn['format']): string {
  if (value === null || value === undefined) return '–';
  if (format === 'time' || value instanceof Date) {
    const time = timeOf(value, format);
    return time ? utc(time) : visible(String(value));
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    if (format === 'name') return String(value);
    if (format === 'bytes') return formatBytes(Number(value));
    if (format === 'share') return PERCENT.format(Number(value));
    return digits(value, Number(value) % 1 === 0 ? 21 : 4);
  }
  if (typeof value !== 'object') return visible(String(value), MAX_CELL_LENGTH);
  return visible(
    JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? String(part) : part)),
    MAX_CELL_LENGTH,
  );
}

/**
 * Formats rows as a table: numbers with thousands separators, bytes as KiB and MiB, times in UTC, text
 * escaped.
 *
 * Show it with `show`, or as the last expression of a cell. In JupyterLab and in exported pages, it can be
 * sorted (click on a column's name), searched, paged and copied.
 *
 * @param rows one object per row; missing fields and null are shown as `–`
 * @param options `columns`: names or columns with title and format; `limit`: maximum number of rows, 500 by
 *   default; `caption`
 *
 * @example
 * table([{ country: 'US', bytes_in: 25207794 }], { caption: 'Bytes by country' });
 */
export function table(rows: readonly object[], options: TableOptions = {}): HtmlBlock {
  const { limit = 500, caption } = options;
  const columns = (options.columns ?? Object.keys(rows[0] ?? {})).map((nameOrColumn): TableColumn => {
    const column = typeof nameOrColumn === 'string' ? { name: nameOrColumn } : nameOrColumn;
    return { format: defaultFormat(column.name), ...column };
  });
  const fieldOf = (row: object, { name }: TableColumn) => (row as Readonly<Record<string, unknown>>)[name];
  const shown = rows.slice(0, limit).map((row) => columns.map((column) => fieldOf(row, column)));
  const kinds = columns.map((column) => {
    const values = rows.map((row) => fieldOf(row, column));
    if (column.format === 'time' || values.some((value) => value instanceof Date)) return 'time';
    return values.some((value) => /^(number|bigint)$/.test(typeof value)) ? 'number' : 'text';
  });
  const names = columns.map(({ name, title }) => visible(title ?? name));
  const titles = names.map((name, i) => `${name}${kinds[i] === 'time' ? ' (UTC)' : ''}`);
  const cell = (value: unknown, format: TableColumn['format']) => {
    const time = timeOf(value, format);
    return time && timeMarkup(time);
  };
  const hidden = rows.length - shown.length;
  const more = hidden > 0 ? `${formatCount(hidden, 'more row')} not shown` : undefined;
  const heading = caption === undefined ? undefined : visible(caption, 1000);
  const texts = shown.map((values) => values.map((value, i) => write(value, columns[i]?.format)));
  const long = kinds.map(
    (kind, i) => kind === 'text' && texts.some((cells) => (cells[i]?.length ?? 0) > SENTENCE_LENGTH),
  );
  const time = long.includes(true) ? STYLES.brokenTime : STYLES.time;
  const styles = kinds.map((kind, i) => (long[i] ? STYLES.sentence : kind === 'time' ? time : STYLES[kind]));
  // No <tbody>: JupyterLab's export shows it as text.
  const markup = html`<div>
    <div class="table-box" role="region" aria-label=${heading ?? `Table of ${titles.join(', ')}`} tabindex="0" style=${BOX}>
      <table class="sortable">
        ${heading && html`<caption>${heading}</caption>`}
        <tr>${names.map((name, i) => html`<th scope="col" style=${`${HEAD};text-align:${kinds[i] === 'number' ? 'right' : 'left'}`} data-type=${kinds[i]} data-name=${columns[i]?.name}>${name}${kinds[i] === 'time' && [' (', zoneMarkup(), ')']}</th>`)}</tr>
        ${shown.map(
          (values, row) =>
            html`<tr>${values.map((value, i) => html`<td style=${styles[i]} data-value=${sortKey(value)}>${cell(value, columns[i]?.format) ?? texts[row]?.[i]}</td>`)}</tr>`,
        )}
      </table>
    </div>
    ${more && html`<p>${more}</p>`}
  </div>`;
  const lines = [titles, ...texts].map((cells) => cells.join(' | '));
  return { html: render(markup), text: [heading, ...lines, more].filter(Boolean).join('\n') };
}

/** Returns the value that sorting compares: numbers and times as numbers, all else as text. */
function sortKey(value: unknown): string {
  if (value instanceof Date) return String(value.getTime());
  return typeof value === 'number' || typeof value === 'bigint'
    ? String(value)
    : visible(String(value ?? ''));
}
