import type { FeatureMatrix } from '../features/feature-matrix.js';
import { columnAt } from './detectors/sample-rows.js';

/** Edges nearer to each other are merged: the slope within a narrower bin exceeds 32-bit numbers. */
const MIN_BIN_WIDTH = 1e-3;

/**
 * Computes the edges of bins with about equally many records, by quantiles of each feature. A constant
 * feature has no bins, and a feature with two values has one.
 *
 * @param matrix rows × features, row-major
 * @param rows positions of the training records
 * @param bins maximum number of bins per feature
 * @returns one array of ascending edges per column, one edge more than bins
 *
 * @example
 * const edges = binEdges(matrix, split.train, 8);
 */
export function binEdges(
  matrix: Pick<FeatureMatrix, 'values' | 'columns'>,
  rows: Int32Array,
  bins: number,
): readonly Float32Array[] {
  return matrix.columns.map((_, j) => {
    const sorted = columnAt(matrix, rows, j).sort();
    const edges: number[] = [];
    for (let k = 0; k <= bins; k++) {
      const edge = sorted[Math.round((k * (sorted.length - 1)) / bins)]!;
      const last = edges.at(-1);
      if (last === undefined || edge - last >= MIN_BIN_WIDTH) edges.push(edge);
    }
    return Float32Array.from(edges.length > 1 ? edges : []);
  });
}
