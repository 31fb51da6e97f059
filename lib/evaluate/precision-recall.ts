import { countClasses } from '../models/count-classes.js';
import { byScore } from './by-score.js';

/** What is found, and how much of it is right, when all records down to a score are looked at. */
export interface PrecisionRecall {
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * Precision and recall at every threshold, the highest first; equal scores are one threshold.
 *
 * @param labels 0 or 1 a record, both present
 * @param scores higher is more suspicious
 * @throws when a score is NaN, or labels and scores differ in number
 *
 * @example
 * precisionRecall([0, 1, 1], [0.1, 0.9, 0.5])[0]; // { threshold: 0.9, precision: 1, recall: 0.5 }
 */
export function precisionRecall(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
): readonly PrecisionRecall[] {
  const order = byScore(labels, scores);
  const { positives } = countClasses(labels);
  const points: PrecisionRecall[] = [];
  let found = 0;
  for (let at = 0; at < order.length; at++) {
    const score = scores[order[at]!]!;
    found += labels[order[at]!]!;
    if (at + 1 < order.length && scores[order[at + 1]!] === score) continue;
    points.push({ threshold: score, precision: found / (at + 1), recall: found / positives });
  }
  return points;
}
