import type { HtmlBlock } from '../text/html-block.js';
import { table } from '../text/table.js';
import type { Figure } from './figure.js';

/** Maximum number of rows of a figure's table that are shown. */
const MAX_TABLE_ROWS = 200;

const TIME = / \(UTC\)$/;
/** A time as `utc` writes it. */
const WRITTEN = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

/** Makes the data of a figure into a table. */
export function figureTable({ title, table: { columns, rows } }: Figure): HtmlBlock {
  // Figures write times as text in UTC: as times, they follow the time zone of the reader.
  const times = columns.map(
    (column, i) => TIME.test(column) && rows.every((row) => row[i] === null || WRITTEN.test(String(row[i]))),
  );
  const cell = (value: string | number | null | undefined, i: number) => {
    if (value === undefined || Number.isNaN(value)) return null;
    return times[i] && value !== null ? new Date(`${String(value).replace(' ', 'T')}Z`) : value;
  };
  return table(
    rows.map((row) => Object.fromEntries(row.map((value, i) => [String(i), cell(value, i)]))),
    {
      columns: columns.map((column, i) => ({
        name: String(i),
        title: times[i] ? column.replace(TIME, '') : column,
        ...(times[i] && { format: 'time' as const }),
      })),
      limit: MAX_TABLE_ROWS,
      caption: title,
    },
  );
}
