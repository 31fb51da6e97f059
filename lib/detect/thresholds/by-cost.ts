import { requireBothClasses } from '../../models/require-both-classes.js';
import type { Threshold } from './threshold.js';

/** Cost of each kind of error, in any unit. */
export interface ErrorCosts {
  /** Cost of an alert on a record of class 0. */
  readonly falseAlert: number;
  /** Cost of a record of class 1 without an alert. */
  readonly missed: number;
}

/**
 * Chooses the threshold with the lowest total cost of errors on labelled records. Evaluate it on other
 * records: `evaluateScores` refuses a threshold chosen on test records.
 *
 * @param scores one score per record, higher is more anomalous
 * @param labels one label per record, 0 or 1
 * @param costs cost of a false alert and of a missed positive
 * @throws when there is one class only
 *
 * @example
 * const threshold = thresholdByCost(detection.scores, labels, { falseAlert: 1, missed: 50 });
 */
export function thresholdByCost(
  scores: Float32Array,
  labels: ArrayLike<number>,
  { falseAlert, missed }: ErrorCosts,
): Threshold {
  requireBothClasses(labels, 'weigh errors by');
  const order = Int32Array.from({ length: scores.length }, (_, i) => i).sort(
    (a, b) => scores[b]! - scores[a]!,
  );
  let cost = missed * Array.from(labels).reduce((sum, label) => sum + label, 0);
  let best = { cost, value: scores[order[0]!]! };
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at]!]!;
    while (at < order.length && scores[order[at]!] === score)
      cost += labels[order[at++]!] === 1 ? -missed : falseAlert;
    // Halfway between two scores, so that rounding does not matter.
    const value = at < order.length ? (score + scores[order[at]!]!) / 2 : Number.NEGATIVE_INFINITY;
    if (cost < best.cost) best = { cost, value };
  }
  return {
    value: best.value,
    rule: `lowest cost (${falseAlert} a false alert, ${missed} a miss) on ${labels.length} labelled records, that is above ${best.value.toPrecision(3)}`,
  };
}
