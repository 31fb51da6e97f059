import type { HtmlBlock } from '../text/html-block.js';
import { table } from '../text/table.js';
import type { Figure } from './figure.js';

/** Maximum number of rows of a figure's table that are shown. */
const MAX_TABLE_ROWS = 200;

/** Makes the data of a figure into a table. */
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
