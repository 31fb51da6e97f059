import type { FeatureMatrix } from '../features/feature-matrix.js';

/**
 * Assigns the same number to rows with equal features, so that duplicates stay on one side of a split.
 *
 * @param matrix rows × features, row-major
 * @returns one number per row: the position of the first equal row
 *
 * @example
 * new Set(distinctRows(matrix)).size; // number of distinct rows
 */
export function distinctRows({
  values,
  rows,
  columns,
}: Pick<FeatureMatrix, 'values' | 'rows' | 'columns'>): Int32Array {
  const width = columns.length;
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  const first = new Map<string, number>();
  return Int32Array.from({ length: rows }, (_, row) => {
    // The bits of a row as text, which are equal when all values are.
    const key = bytes.toString('latin1', row * width * 4, (row + 1) * width * 4);
    const known = first.get(key);
    if (known !== undefined) return known;
    first.set(key, row);
    return row;
  });
}
