/**
 * Puts rows with the same key together, in the order in which the keys come first.
 *
 * @example
 * groupBy([1, 2, 3], (n) => String(n % 2)); // [[1, 3], [2]]
 */
export function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): readonly (readonly Row[])[] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return [...groups.values()];
}
