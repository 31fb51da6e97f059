import type { FeatureMatrix } from '../features/feature-matrix.js';

/**
 * Copies rows of a matrix into a new matrix.
 *
 * @param matrix rows × features, row-major
 * @param rows positions in the matrix, in the order of the new rows
 *
 * @example
 * const { train } = stratifiedSplit(labels);
 * const learned = takeRows(matrix, train);
 */
export function takeRows(matrix: FeatureMatrix, rows: Int32Array): FeatureMatrix {
  const width = matrix.columns.length;
  const values = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    values.set(matrix.values.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
  }
  const categories = Object.entries(matrix.categories).map(([name, { codes, names }]) => [
    name,
    { codes: rows.map((row) => codes[row]!), names },
  ]);
  return {
    ...matrix,
    values,
    rows: rows.length,
    rowIds: rows.map((row) => matrix.rowIds[row]!),
    categories: Object.fromEntries(categories),
  };
}
