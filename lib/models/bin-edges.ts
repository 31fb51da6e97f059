import type { FeatureMatrix } from '../features/feature-matrix.js';
import { columnAt } from './detectors/sample-rows.js';

/** Edges nearer to each other are one: a bin so narrow would be a step, and its slope beyond 32-bit numbers. */
const MIN_BIN_WIDTH = 1e-3;

/**
 * Quantiles of each feature's values, which bound bins with about as many records each; a feature that is constant has
 * no bins, and one with two values has one.
 *
 * @param rows positions of the records to learn from
 * @param bins how many for a feature at most
 * @returns ascending edges for each column, one more than it has bins
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
