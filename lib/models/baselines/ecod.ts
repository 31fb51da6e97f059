import { sampleSkewness } from 'simple-statistics';
import type { FeatureMatrix } from '../../features/feature-matrix.js';
import { type Detector, makeDetector } from './detector.js';
import { columnAt, FIT_ROWS, sampleRows } from './sample-rows.js';

/**
 * Fits ECOD (Li et al., ECOD: Unsupervised Outlier Detection Using Empirical Cumulative Distribution Functions, 2022):
 * for each feature how small a share of the records is at least as low, or as high, and the sum of the logarithms of these. On the records it was fitted on, it equals PyOD's.
 *
 * @param matrix at least two rows
 * @throws when there are fewer than two rows, or a value is not finite
 *
 * @example
 * const scores = await (await fitEcod(matrix)).score(matrix);
 */
export async function fitEcod(
  matrix: FeatureMatrix,
  { seed = 1 }: { readonly seed?: number } = {},
): Promise<Detector> {
  const rows = sampleRows(matrix, FIT_ROWS, seed);
  const n = rows.length;
  const width = matrix.columns.length;
  const sorted = matrix.columns.map((_, j) => columnAt(matrix, rows, j).sort());
  const skews = sorted.map(signOfSkewness);
  return makeDetector('ECOD', matrix.columns, (values, from, to, scores) => {
    for (let row = from; row < to; row++) {
      let sum = 0;
      for (let j = 0; j < width; j++) {
        const value = values[row * width + j]!;
        const column = sorted[j]!;
        // A value beyond all that were seen is as rare as the rarest of them: frequencies cannot say more.
        const left = -Math.log(Math.max(1, countBelow(column, value, true)) / n);
        const right = -Math.log(Math.max(1, n - countBelow(column, value, false)) / n);
        const skewed = skews[j]! < 0 ? left : skews[j]! > 0 ? right : left + right;
        sum += Math.max(left, right, skewed);
      }
      scores[row] = sum;
    }
  });
}

function signOfSkewness(sorted: Float32Array): number {
  const varies = sorted.length > 2 && sorted[0] !== sorted[sorted.length - 1];
  return varies ? Math.sign(sampleSkewness(Array.from(sorted))) : 0;
}

/** How many sorted values are below a value, or equal to it where `equal` says so. */
function countBelow(sorted: Float32Array, value: number, equal: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const at = sorted[middle]!;
    if (at < value || (equal && at === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
