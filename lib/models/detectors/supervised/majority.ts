import type { FeatureMatrix } from '../../../features/feature-matrix.js';
import { checkLabels } from '../check-labels.js';
import { makeScorer, type Scorer, type SupervisedDetector } from '../detector.js';

/**
 * Fits what every other detector must beat: each record gets the share of positives, so that none is more suspicious
 * than another. By it, the accuracy of always naming the larger class is seen for what it is.
 *
 * @param labels 0 or 1 a row
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

/** Always the share of positives. */
export const majority: SupervisedDetector<'majority'> = {
  name: 'majority',
  network: false,
  describe: () => ({
    score: 'the share of positives among the training records, the same for every record',
    how: 'it tells no record from another: what every detector must beat',
  }),
  fit: fitMajority,
};
