import type { FeatureMatrix } from '../../../features/feature-matrix.js';
import { checkLabels } from '../check-labels.js';
import { type FitOptions, makeScorer, type Scorer, type SupervisedDetector } from '../detector.js';
import { columnAt, MAX_FIT_ROWS, sampleRows } from '../sample-rows.js';

/**
 * Fits the best rule on one feature, as in Holte (Very Simple Classification Rules Perform Well on Most
 * Commonly Used Datasets, 1993): the feature and direction with the largest gap between true and false
 * positive rate at any threshold (Youden's J). The score is that feature, negated where low values are
 * suspicious.
 *
 * @param matrix rows × features, row-major and scaled
 * @param labels one label per row, 0 or 1
 * @throws when there is one class only, labels are missing, or a value is not finite
 *
 * @example
 * const rule = await fitOneFeatureRule(train, labels);
 * console.log(rule.name); // one feature: bytes_in, high
 */
export async function fitOneFeatureRule(
  matrix: FeatureMatrix,
  labels: ArrayLike<number>,
  { seed = 1 }: FitOptions = {},
): Promise<Scorer> {
  checkLabels(matrix, labels);
  const rows = sampleRows(matrix, MAX_FIT_ROWS, seed);
  let best = { gap: -1, feature: 0, sign: 1 };
  for (let feature = 0; feature < matrix.columns.length; feature++) {
    const { gap, sign } = largestGap(columnAt(matrix, rows, feature), (i) => labels[rows[i]!]!);
    if (gap > best.gap) best = { gap, feature, sign };
  }
  const { feature, sign } = best;
  const width = matrix.columns.length;
  const name = `one feature: ${matrix.columns[feature]!.name}, ${sign > 0 ? 'high' : 'low'}`;
  return makeScorer(name, matrix.columns, (values, from, to, scores) => {
    for (let row = from; row < to; row++) scores[row] = sign * values[row * width + feature]!;
  });
}

/** The largest difference between the cumulative shares of both classes, and its sign. */
function largestGap(values: Float32Array, labelOf: (i: number) => number) {
  const order = Int32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const positives = order.reduce((sum, i) => sum + labelOf(i), 0);
  const negatives = order.length - positives;
  let best = { gap: 0, sign: 1 };
  let difference = 0;
  for (let at = 0; at < order.length; ) {
    const value = values[order[at]!]!;
    for (; at < order.length && values[order[at]!] === value; at++) {
      difference += labelOf(order[at]!) === 1 ? -1 / positives : 1 / negatives;
    }
    if (Math.abs(difference) > best.gap) best = { gap: Math.abs(difference), sign: Math.sign(difference) };
  }
  return best;
}

/** The best rule on one feature. */
export const oneFeatureRule: SupervisedDetector<'one feature'> = {
  name: 'one feature',
  network: false,
  describe: () => ({
    score: 'the value of the one feature that tells the classes apart best',
    how: 'it takes the feature and direction with the largest gap between true and false positive rate',
  }),
  fit: fitOneFeatureRule,
};
