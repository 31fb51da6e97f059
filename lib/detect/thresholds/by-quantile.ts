import { quantileSorted } from 'simple-statistics';
import { sortedScores, type Threshold } from './threshold.js';

/**
 * Chooses a quantile of scores as the threshold.
 *
 * @param scores scores of typical records, such as those of the training set
 * @param quantile part of the scores at or below the threshold, 0 to 1
 * @throws when there are no scores, or the quantile is outside 0 to 1
 *
 * @example
 * const threshold = thresholdByQuantile(detection.scores, 0.99);
 */
export function thresholdByQuantile(scores: Float32Array, quantile: number): Threshold {
  const sorted = sortedScores(scores);
  if (!(quantile >= 0 && quantile <= 1)) {
    throw new Error(`The quantile ${quantile} is not within 0 to 1: give a part such as 0.99.`);
  }
  const value = quantileSorted(sorted as unknown as number[], quantile);
  const rule = `above the ${quantile} quantile of ${sorted.length} reference scores, that is above ${value.toPrecision(3)}`;
  return { value, rule };
}
