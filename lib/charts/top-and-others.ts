/**
 * Keeps the first rows and folds the rest into one, so that a chart of 10,000 names stays readable.
 *
 * @param rows the most important first
 * @param limit rows kept; one row too many is kept as well, since "1 other" would take the same room
 * @param fold makes one row of the rest
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
