import type { FeatureMatrix } from '../../../features/feature-matrix.js';
import { checkLabels } from '../check-labels.js';
import { makeScorer, type Scorer, type SupervisedDetector } from '../detector.js';

/**
 * Fits the trivial baseline: every record gets the share of positives as its score.
 *
 * @param matrix rows × features
 * @param labels one label per row, 0 or 1
 * @throws when there is one class only, or labels are missing
 *
 * @example
 * const scores = await (await fitMajority(train, labels)).score(test);
 */
export async function fitMajority(matrix: FeatureMatrix, labels: ArrayLike<number>): Promise<Scorer> {
  const share = checkLabels(matrix, labels) / matrix.rows;
  return makeScorer(majority.name, matrix.columns, (_, from, to, scores) => {
    scores.fill(share, from, to);
  });
}

/** A constant score, the share of positives. */
export const majority: SupervisedDetector<'majority'> = {
  name: 'majority',
  network: false,
  describe: () => ({
    score: 'the share of positives among the training records, the same for every record',
    how: 'it tells no record from another: what every detector must beat',
  }),
  fit: fitMajority,
};
