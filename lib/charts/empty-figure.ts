import type { Figure } from './figure.js';
import { makeFigure } from './make-figure.js';

/**
 * Makes the figure for no data: a title that says so, without axes.
 *
 * @param what what the figure would have shown, as the subject of a sentence: `'Traffic by country'`
 * @param columns columns of the table, which is empty
 */
export function emptyFigure(what: string, columns: readonly string[]): Figure {
  const title = `${what}: there are no records to show.`;
  return makeFigure({
    title,
    subtitle: '',
    description: title,
    data: [],
    layout: { height: 120, xaxis: { visible: false }, yaxis: { visible: false } },
    table: { columns, rows: [] },
  });
}
