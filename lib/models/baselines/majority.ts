import type { FeatureMatrix } from '../../features/feature-matrix.js';
import { checkLabels } from './check-labels.js';
import { type Detector, makeDetector } from './detector.js';

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
export async function fitMajority(matrix: FeatureMatrix, labels: ArrayLike<number>): Promise<Detector> {
  const share = checkLabels(matrix, labels) / matrix.rows;
  return makeDetector('majority', matrix.columns, (_, from, to, scores) => {
    scores.fill(share, from, to);
  });
}
