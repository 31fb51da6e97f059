import { countClasses } from '../models/count-classes.js';
import { requireBothClasses } from '../models/require-both-classes.js';

/**
 * Computes the area under the ROC curve: the probability that a positive scores higher than a negative, ties
 * counting half (Hanley and McNeil, 1982). Equal to scikit-learn's `roc_auc_score`.
 *
 * @param labels one label per record, 0 or 1
 * @param scores one score per record, higher is more suspicious
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

/**
 * Computes the average precision Σ (Rₙ - Rₙ₋₁) Pₙ over all thresholds. Random scores reach the share of
 * positives. Equal to scikit-learn's `average_precision_score`.
 *
 * @param labels one label per record, 0 or 1
 * @param scores one score per record, higher is more suspicious
 * @throws when there is one class only, or a score is NaN
 *
 * @example
 * averagePrecision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]); // 0.8333…
 */
export function averagePrecision(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const order = byScore(labels, scores);
  requireBothClasses(labels, 'judge scores by');
  const { positives } = countClasses(labels);
  let truePositives = 0;
  let area = 0;
  for (let from = 0; from < order.length; ) {
    let to = from;
    let tied = 0;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) tied += labels[order[to++]!]!;
    truePositives += tied;
    area += (tied / positives) * (truePositives / to);
    from = to;
  }
  return area;
}

/** Precision and recall at one threshold. */
export interface PrecisionRecall {
  /** Records with this score or a higher one are alerts. */
  readonly threshold: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * Computes precision and recall at every threshold, the highest first. Equal scores are one threshold.
 *
 * @param labels one label per record, 0 or 1, both classes present
 * @param scores one score per record, higher is more suspicious
 * @returns one item per threshold
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
  let truePositives = 0;
  for (let at = 0; at < order.length; at++) {
    const score = scores[order[at]!]!;
    truePositives += labels[order[at]!]!;
    if (at + 1 < order.length && scores[order[at + 1]!] === score) continue;
    points.push({ threshold: score, precision: truePositives / (at + 1), recall: truePositives / positives });
  }
  return points;
}

/** Precision and recall of a number of alerts. */
export interface BudgetQuality {
  /** Number of alerts: the budget, or all records where there are fewer. */
  readonly alerts: number;
  /** Lowest score of an alert. */
  readonly score: number;
  /** Number of positives among the alerts; the expected number where scores at the edge are equal. */
  readonly truePositives: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * Computes precision and recall of the records with the highest scores. Among equal scores at the edge of a
 * budget, each record is equally likely to be an alert, and `truePositives` is the expected number.
 *
 * @param labels one label per record, 0 or 1
 * @param scores one score per record, higher is more suspicious
 * @param budgets numbers of alerts, such as `[20, 100]`
 * @throws when there is one class only, or a budget is not a whole number above 0
 *
 * @example
 * atBudget([0, 1, 1], [0.1, 0.9, 0.5], [1])[0].precision; // 1
 */
export function atBudget(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  budgets: readonly number[],
): readonly BudgetQuality[] {
  const order = byScore(labels, scores);
  requireBothClasses(labels, 'judge scores by');
  const { positives } = countClasses(labels);
  return budgets.map((budget) => {
    if (!Number.isInteger(budget) || budget < 1) {
      throw new Error(`A budget of ${budget} alerts is none: give a whole number above 0.`);
    }
    const alerts = Math.min(budget, order.length);
    const score = scores[order[alerts - 1]!]!;
    const above = order.filter((i) => scores[i]! > score);
    const equal = order.filter((i) => scores[i]! === score);
    const sum = (places: Int32Array) => places.reduce((total, i) => total + labels[i]!, 0);
    const truePositives = sum(above) + (sum(equal) * (alerts - above.length)) / equal.length;
    return {
      alerts,
      score,
      truePositives,
      precision: truePositives / alerts,
      recall: truePositives / positives,
    };
  });
}

/**
 * Sorts positions by score, highest first.
 *
 * @throws when a score is NaN, naming its position, or labels and scores differ in length
 */
function byScore(labels: ArrayLike<number>, scores: ArrayLike<number>): Int32Array {
  if (labels.length !== scores.length) {
    throw new Error(
      `There are ${labels.length} labels but ${scores.length} scores: give one of each a record.`,
    );
  }
  const order = new Int32Array(scores.length);
  // Samples of a bootstrap are already sorted: the check takes a hundredth of the time of sorting.
  let sorted = true;
  for (let i = 0; i < order.length; i++) {
    order[i] = i;
    if (i > 0 && !(scores[i - 1]! >= scores[i]!)) sorted = false;
    if (Number.isNaN(scores[i])) throw new Error(`Score ${i} is NaN: scores must be numbers.`);
    if (labels[i] !== 0 && labels[i] !== 1) {
      throw new Error(`Label ${i} is ${labels[i]}: labels must be 0 or 1, and unknown ones left out.`);
    }
  }
  return sorted ? order : order.sort((a, b) => scores[b]! - scores[a]! || a - b);
}
