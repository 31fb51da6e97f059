import { countClasses } from './count-classes.js';

/**
 * Refuses labels of one class: whatever is computed from them (“100 % accuracy”) says nothing.
 *
 * @param labels 0 or 1 a record
 * @param purpose what the labels were wanted for, as in “judge scores by”
 * @throws when one class is missing, with what can be done instead
 *
 * @example
 * requireBothClasses([0, 1, 1], 'judge scores by');
 */
export function requireBothClasses(labels: ArrayLike<number>, purpose: string): void {
  const { positives, negatives } = countClasses(labels);
  if (positives > 0 && negatives > 0) return;
  const which =
    labels.length === 0 ? 'There are no labels' : `All ${labels.length} labels are ${positives > 0 ? 1 : 0}`;
  throw new Error(
    `${which}, so there is nothing to ${purpose}: a model that always gives the same answer would look perfect. ` +
      'What can be done instead: detectAnomalies() needs no labels; simulate traffic whose truth is known (npm run simulate) and judge on it; or add labelled records of the other class.',
  );
}
