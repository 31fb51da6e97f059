import { countClasses } from './count-classes.js';

/**
 * Checks that labels have both classes, since metrics of one class (“100 % accuracy”) are meaningless.
 *
 * @param labels one label per record, 0 or 1
 * @param purpose what the labels are used for, completing “nothing to …”
 * @throws when one class is missing, with alternatives
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
