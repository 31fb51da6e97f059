import type { HtmlBlock } from '../text/html-block.js';
import { table } from '../text/table.js';
import type { Figure } from './figure.js';

/** Rows of the table behind a figure that are written out. */
const MAX_TABLE_ROWS = 200;

/** The numbers behind a figure as a table to look at. */
export function figureTable({ title, table: { columns, rows } }: Figure): HtmlBlock {
  return table(
    rows.map((row) =>
      Object.fromEntries(row.map((value, i) => [String(i), Number.isNaN(value) ? null : value])),
    ),
    {
      columns: columns.map((column, i) => ({ name: String(i), title: column })),
      limit: MAX_TABLE_ROWS,
      caption: title,
    },
  );
}
