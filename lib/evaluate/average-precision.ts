import { countClasses } from '../models/count-classes.js';
import { requireBothClasses } from '../models/require-both-classes.js';
import { byScore } from './by-score.js';

/**
 * Average precision: precision at each threshold, weighted by the recall it adds. A random score reaches the share of
 * positives. Equal to scikit-learn's `average_precision_score`.
 *
 * @param labels 0 or 1 a record
 * @param scores higher is more suspicious
 * @throws when there is one class only, or a score is NaN
 *
 * @example
 * averagePrecision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]); // 0.8333…
 */
export function averagePrecision(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const order = byScore(labels, scores);
  requireBothClasses(labels, 'judge scores by');
  const { positives } = countClasses(labels);
  let found = 0;
  let area = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    let here = 0;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) here += labels[order[to++]!]!;
    found += here;
    area += (here / positives) * (found / to);
    from = to;
  }
  return area;
}
