import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { FeatureBins } from './saved-model.js';

/** Customary number of bins of a population stability index. */
const PSI_BINS = 10;

/**
 * Bins each feature by the deciles of its values; equal deciles are merged.
 *
 * @param matrix rows × features, row-major
 * @returns edges and shares of the records, one item per column
 *
 * @example
 * const reference = featureBins(matrix);
 */
export function featureBins(
  matrix: Pick<FeatureMatrix, 'values' | 'rows' | 'columns'>,
): readonly FeatureBins[] {
  return matrix.columns.map(({ name }, j) => {
    const sorted = featureValues(matrix, j).sort();
    const deciles = Array.from(
      { length: PSI_BINS - 1 },
      (_, k) => sorted[Math.floor(((k + 1) * sorted.length) / PSI_BINS)]!,
    );
    const edges = [...new Set(deciles)];
    return { feature: name, edges, parts: binParts(sorted, edges) };
  });
}

/** Returns the values of one column. */
export function featureValues(
  { values, rows, columns }: Pick<FeatureMatrix, 'values' | 'rows' | 'columns'>,
  j: number,
): Float32Array {
  return Float32Array.from({ length: rows }, (_, row) => values[row * columns.length + j]!);
}

/** Computes the share of values in each bin; a value on an edge belongs to the bin below. */
export function binParts(values: Float32Array, edges: readonly number[]): readonly number[] {
  const counts = new Float64Array(edges.length + 1);
  for (const value of values) {
    let bin = 0;
    while (bin < edges.length && value > edges[bin]!) bin++;
    counts[bin]! += 1;
  }
  return Array.from(counts, (count) => count / Math.max(1, values.length));
}
