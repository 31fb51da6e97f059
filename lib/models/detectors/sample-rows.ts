import type { FeatureMatrix } from '../../features/feature-matrix.js';
import { checkMatrix } from '../check-matrix.js';
import { shuffler } from '../shuffle.js';

/** Maximum number of training rows of a baseline: medians and tails do not change with more. */
export const MAX_FIT_ROWS = 100_000;

/**
 * Draws training rows uniformly, or takes all when there are no more than `limit`.
 *
 * @param matrix rows × features, row-major
 * @param limit maximum number of rows
 * @param seed the same seed draws the same rows
 * @returns positions of the rows, ascending
 * @throws when the matrix has fewer than two rows, no columns, or a value that is not finite
 *
 * @example
 * const rows = sampleRows(matrix, 1_000, 1);
 */
export function sampleRows(matrix: FeatureMatrix, limit: number, seed: number): Int32Array {
  checkMatrix(matrix);
  if (matrix.rows < 2) {
    throw new Error(`What is usual is learned from two or more records; there is ${matrix.rows}.`);
  }
  const all = Int32Array.from({ length: matrix.rows }, (_, row) => row);
  return matrix.rows <= limit ? all : shuffler(seed)(all).slice(0, limit).sort();
}

/** Returns the values of column `j` at the given rows. */
export function columnAt(
  { values, columns }: Pick<FeatureMatrix, 'values' | 'columns'>,
  rows: Int32Array,
  j: number,
): Float32Array {
  return Float32Array.from(rows, (row) => values[row * columns.length + j]!);
}
