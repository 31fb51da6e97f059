import { requireBothClasses } from '../../models/require-both-classes.js';
import type { Threshold } from './threshold.js';

/** What errors cost, in any unit. */
export interface Costs {
  /** Of looking at a record that is none. */
  readonly falseAlert: number;
  /** Of a positive that was not looked at. */
  readonly missed: number;
}

/**
 * The threshold with the lowest cost on labelled records. Judge it on others: `chosenOn` of `evaluateScores`.
 *
 * @param labels 0 or 1 a record
 * @throws when there is one class only
 *
 * @example
 * thresholdByCost(labels, scores, { falseAlert: 1, missed: 50 }).rule;
 */
export function thresholdByCost(
  labels: ArrayLike<number>,
  scores: Float32Array,
  { falseAlert, missed }: Costs,
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
    // Between two scores, so that rounding does not decide.
    const value = at < order.length ? (score + scores[order[at]!]!) / 2 : Number.NEGATIVE_INFINITY;
    if (cost < best.cost) best = { cost, value };
  }
  return {
    value: best.value,
    rule: `lowest cost (${falseAlert} a false alert, ${missed} a miss) on ${labels.length} labelled records, that is above ${best.value.toPrecision(3)}`,
  };
}
