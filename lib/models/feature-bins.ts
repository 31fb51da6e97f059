import type { FeatureMatrix } from '../features/feature-matrix.js';
import { all, listOf, number, object, type Shape, text, where } from '../files/json-shape.js';
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

/** Counts values by bin; a value on an edge belongs to the bin below. */
export function countBins(values: Float32Array, edges: readonly number[]): Float64Array {
  const counts = new Float64Array(edges.length + 1);
  for (const value of values) {
    let bin = 0;
    while (bin < edges.length && value > edges[bin]!) bin++;
    counts[bin]! += 1;
  }
  return counts;
}

function binParts(values: Float32Array, edges: readonly number[]): readonly number[] {
  return Array.from(countBins(values, edges), (count) => count / Math.max(1, values.length));
}

const ascending = where((edges) =>
  (edges as readonly number[]).every((edge, i, all) => i === 0 || edge > all[i - 1]!),
);
const share = where((value) => Number.isFinite(value) && Number(value) >= 0 && Number(value) <= 1);

const binsOfFeature = object({
  feature: text,
  edges: all(listOf(number, PSI_BINS - 1), ascending),
  parts: listOf(share),
});

/** Shape of `FeatureBins` of several features in a file. */
export const binsShape: Shape = listOf(
  (value, place) =>
    binsOfFeature(value, place) ??
    ((value as FeatureBins).parts.length === (value as FeatureBins).edges.length + 1
      ? undefined
      : `${place}.parts`),
);
