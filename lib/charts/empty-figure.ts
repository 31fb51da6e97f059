import type { Figure } from './figure.js';
import { makeFigure } from './make-figure.js';

/**
 * The figure of no data: it says so instead of drawing empty axes.
 *
 * @param what the figure would have shown, as the subject of a sentence: `'Traffic by country'`
 * @param columns of the table, which stays empty
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
