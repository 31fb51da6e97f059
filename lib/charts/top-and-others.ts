/**
 * Keeps the first rows and combines the others into one, so that a chart of 10,000 names stays readable.
 *
 * @param rows rows in order of importance
 * @param limit number of rows that are kept; one row more is kept as well, since "1 other" takes the same
 *   space
 * @param fold combines the other rows into one
 *
 * @example
 * topAndOthers([5, 3, 1, 1], 2, (rest) => rest.reduce((a, b) => a + b, 0)); // [5, 3, 2]
 */
export function topAndOthers<Row>(
  rows: readonly Row[],
  limit: number,
  fold: (rest: readonly Row[]) => Row,
): readonly Row[] {
  return rows.length <= limit + 1 ? rows : [...rows.slice(0, limit), fold(rows.slice(limit))];
}
