import { quantileSorted } from 'simple-statistics';
import { sortedScores, type Threshold } from './threshold.js';

/**
 * A threshold that a stated part of reference records lies below: records of a quiet time, or those trained on.
 *
 * @param scores scores of records taken for usual
 * @param quantile part of them to lie below, 0 to 1
 * @throws when there are no scores, or the part is outside 0 to 1
 *
 * @example
 * thresholdByQuantile(detection.scores, 0.99).rule;
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
