import type { Figure, FigureMeta, FigureTable } from './figure.js';
import { makeFigure } from './make-figure.js';

/**
 * Makes the figure for no data: a title that says so, without axes.
 *
 * @param what what the figure would have shown, as the subject of a sentence: `'Traffic by country'`
 * @param columns columns of the table, which is empty
 */
export function emptyFigure(what: string, columns: readonly string[]): Figure {
  const title = `${what}: there are no records to show.`;
  return sentenceFigure(title, { columns, rows: [] });
}

/**
 * Makes a figure without a drawing: its title says all that there is to see.
 *
 * @param sentence plain text
 * @param table the numbers behind it
 */
export function sentenceFigure(sentence: string, table: FigureTable, meta?: FigureMeta): Figure {
  return makeFigure({
    title: sentence,
    subtitle: '',
    description: sentence,
    data: [],
    layout: { height: 120, xaxis: { visible: false }, yaxis: { visible: false } },
    table,
    ...(meta && { meta: { ...meta, sentence: true } }),
  });
}
