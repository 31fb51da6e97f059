import type { FeatureMatrix } from '../../features/feature-matrix.js';
import { checkMatrix } from '../check-matrix.js';
import { shuffler } from '../shuffle.js';

/** Rows that a baseline learns from at most: medians and tails do not change beyond. */
export const MAX_FIT_ROWS = 100_000;

/**
 * Draws rows to learn from uniformly, or takes all when there are no more than `limit`.
 *
 * @returns positions of rows, in input order
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

/** The values of one column at chosen rows. */
export function columnAt(
  { values, columns }: Pick<FeatureMatrix, 'values' | 'columns'>,
  rows: Int32Array,
  j: number,
): Float32Array {
  return Float32Array.from(rows, (row) => values[row * columns.length + j]!);
}
