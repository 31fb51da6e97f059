import { countClasses } from '../models/count-classes.js';
import { requireBothClasses } from '../models/require-both-classes.js';
import { byScore } from './by-score.js';

/** What a team that looks at so many alerts would see. */
export interface BudgetQuality {
  /** Alerts looked at: the budget, or all records where there are fewer. */
  readonly alerts: number;
  /** Score of the last alert looked at. */
  readonly score: number;
  readonly found: number;
  readonly precision: number;
  readonly recall: number;
}

/**
 * Precision and recall when only the records with the highest scores can be looked at. Among equal scores at the
 * edge of the budget, each is as likely to be looked at: `found` is then the expected number.
 *
 * @param budgets alerts that can be looked at, such as `[20, 100]`
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
    const found = sum(above) + (sum(equal) * (alerts - above.length)) / equal.length;
    return { alerts, score, found, precision: found / alerts, recall: found / positives };
  });
}
