import { html } from '../text/html.js';
import { visible } from '../text/visible.js';

/** A small table in the evidence of a finding, such as its paths or its clients. */
export interface FindingTable {
  readonly title: string;
  readonly columns: readonly string[];
  /** Values in the order of the columns; null where there is none. */
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** Rows that it leaves out. */
  readonly omitted: number;
}

/** How a value of a table is written. */
export const cellText = (value: string | number | null): string =>
  value === null ? '' : typeof value === 'number' ? value.toLocaleString('en-US') : visible(value, 160);

/** Says how many rows a table leaves out, or nothing. */
export const omittedText = ({ omitted }: FindingTable): string =>
  omitted === 0 ? '' : `${omitted.toLocaleString('en-US')} more`;

const styleOf = (value: string | number | null) =>
  `padding:0 1em 0 0;text-align:${typeof value === 'number' ? 'right' : 'left'};overflow-wrap:anywhere`;

/** Markup of a table. Text is escaped. */
export const tableMarkup = (
  table: FindingTable,
) => html`<table style="border-collapse:collapse;margin:.3em 0 .6em 2.5em">
  <caption style="text-align:left"><b>${table.title}</b></caption>
  <thead><tr>${table.columns.map((column) => html`<th style="padding:0 1em 0 0;text-align:left">${column}</th>`)}</tr></thead>
  <tbody>
    ${table.rows.map((row) => html`<tr>${row.map((value) => html`<td style=${styleOf(value)}>${cellText(value)}</td>`)}</tr>`)}
    ${table.omitted > 0 && html`<tr><td colspan=${table.columns.length}>${omittedText(table)}</td></tr>`}
  </tbody>
</table>`;
