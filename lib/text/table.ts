import { digits } from './digits.js';
import { formatBytes } from './format-bytes.js';
import { formatCount } from './format-count.js';
import { html, render } from './html.js';
import type { HtmlBlock } from './html-block.js';
import { utc } from './utc.js';
import { visible } from './visible.js';

/** A column of a table: which field it shows, under which heading, written how. */
export interface TableColumn {
  readonly name: string;
  /** Heading; the name if left out. */
  readonly title?: string;
  /**
   * `formatBytes` as B, KiB, MiB…; `formatShare` takes 0 to 1 and writes percent; `time` takes a Date, an ISO text or milliseconds
   * since 1970 and writes UTC; `name` writes a number without separators (a port). Left out: by the kind of value.
   */
  readonly format?: 'bytes' | 'share' | 'time' | 'name';
}

/** What {@link table} takes besides rows. */
export interface TableOptions {
  /** Columns to show, in order; names suffice. Left out: the fields of the first row. */
  readonly columns?: readonly (string | TableColumn)[];
  /** Rows to page through at most; the rest is counted. 500 if left out. */
  readonly limit?: number;
  /** What the table shows, for who sees it and who hears it. */
  readonly caption?: string;
}

/** Column names that say that their numbers are bytes, or names (ports and status codes are not quantities). */
const BYTES = /(^|_)bytes(_|$)/;
const NAMES = /(^|_)(port|code|status|row_id)$/;

/** Quantities stand under each other, and neither they nor, without need, times are broken over lines. */
const STYLES = {
  number: 'text-align:right;white-space:nowrap',
  time: 'text-align:left;white-space:nowrap',
  text: 'text-align:left',
  sentence: 'text-align:left;min-width:14em',
  /** Beside a sentence: the day above the hour where room is short. */
  brokenTime: 'text-align:left;min-width:7em',
};

/** A table is at most a screen high, and its columns' names stay in sight. */
const BOX = 'max-height:var(--table-height,75vh);overflow:var(--table-overflow,auto)';
const HEAD = 'position:sticky;top:0;background:var(--jp-layout-color0,var(--paper,Canvas))';

/** Characters from which on a column of text gets room for sentences. */
const SENTENCE_LENGTH = 60;

/** Characters of a cell before it is cut: room for the reasons of a score. */
const MAX_CELL_LENGTH = 400;

const PERCENT = new Intl.NumberFormat('en-US', { style: 'percent', maximumFractionDigits: 1 });

const defaultFormat = (name: string) => (BYTES.test(name) ? 'bytes' : NAMES.test(name) ? 'name' : undefined);

function write(value: unknown, format: TableColumn['format']): string {
  if (value === null || value === undefined) return '–';
  if (format === 'time' || value instanceof Date) {
    const time = new Date(value as Date | string | number);
    return Number.isNaN(time.getTime()) ? visible(String(value)) : utc(time);
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
 * Makes rows into a table to look at: numbers right-aligned with thousands separators, bytes as KiB and MiB, times in
 * UTC; text from records is escaped and made visible. In JupyterLab and in the exported page it can be sorted (a click on
 * a column's name), searched, paged and copied (lib/jupyter/tables); elsewhere it just stands. Show it with `show`, or as the last expression of a cell.
 *
 * @param rows one object a row; fields that a row lacks are shown as `–`
 *
 * @example
 * table([{ country: 'US', bytes_in: 25207794 }], { caption: 'Bytes by country' });
 */
export function table(rows: readonly object[], options: TableOptions = {}): HtmlBlock {
  const { limit: most = 500, caption } = options;
  const columns = (options.columns ?? Object.keys(rows[0] ?? {})).map((given): TableColumn => {
    const column = typeof given === 'string' ? { name: given } : given;
    return { format: defaultFormat(column.name), ...column };
  });
  const fieldOf = (row: object, { name }: TableColumn) => (row as Readonly<Record<string, unknown>>)[name];
  const shown = rows.slice(0, most).map((row) => columns.map((column) => fieldOf(row, column)));
  const kinds = columns.map((column) => {
    const values = rows.map((row) => fieldOf(row, column));
    if (column.format === 'time' || values.some((value) => value instanceof Date)) return 'time';
    return values.some((value) => /^(number|bigint)$/.test(typeof value)) ? 'number' : 'text';
  });
  const titles = columns.map(
    ({ name, title }, i) => `${visible(title ?? name)}${kinds[i] === 'time' ? ' (UTC)' : ''}`,
  );
  const rest = rows.length - shown.length;
  const more = rest > 0 ? `${formatCount(rest, 'more row')} not shown` : undefined;
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
        <tr>${titles.map((title, i) => html`<th scope="col" style=${`${HEAD};text-align:${kinds[i] === 'number' ? 'right' : 'left'}`} data-type=${kinds[i]} data-name=${columns[i]?.name}>${title}</th>`)}</tr>
        ${shown.map(
          (values, row) =>
            html`<tr>${values.map((value, i) => html`<td style=${styles[i]} data-value=${sortKey(value)}>${texts[row]?.[i]}</td>`)}</tr>`,
        )}
      </table>
    </div>
    ${more && html`<p>${more}</p>`}
  </div>`;
  const lines = [titles, ...texts].map((cells) => cells.join(' | '));
  return { html: render(markup), text: [heading, ...lines, more].filter(Boolean).join('\n') };
}

/** What sorting compares: numbers and times as numbers, the rest as text. */
function sortKey(value: unknown): string {
  if (value instanceof Date) return String(value.getTime());
  return typeof value === 'number' || typeof value === 'bigint'
    ? String(value)
    : visible(String(value ?? ''));
}
