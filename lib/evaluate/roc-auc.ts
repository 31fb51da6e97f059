import { countClasses } from '../models/count-classes.js';
import { requireBothClasses } from '../models/require-both-classes.js';
import { byScore } from './by-score.js';

/**
 * Area under the ROC curve: the chance that a positive scores higher than a negative, ties counting half (Hanley
 * and McNeil, 1982). Equal to scikit-learn's `roc_auc_score`.
 *
 * @param labels 0 or 1 a record
 * @param scores higher is more suspicious
 * @throws when there is one class only, or a score is NaN
 *
 * @example
 * rocAuc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]); // 0.75
 */
export function rocAuc(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const order = byScore(labels, scores);
  requireBothClasses(labels, 'judge scores by');
  let above = 0;
  let pairs = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    let positives = 0;
    while (to < order.length && scores[order[to]!] === scores[order[from]!])
      positives += labels[order[to++]!]!;
    pairs += (to - from - positives) * (above + positives / 2);
    above += positives;
    from = to;
  }
  const { positives, negatives } = countClasses(labels);
  return pairs / positives / negatives;
}
