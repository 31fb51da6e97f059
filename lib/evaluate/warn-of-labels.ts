import type { FeatureMatrix } from '../features/feature-matrix.js';
import { countClasses } from '../models/count-classes.js';
import { visible } from '../text/visible.js';
import { distinctRows } from './distinct-rows.js';
import { separatingFeatures } from './separating-feature.js';

/** Positives below which no rate has a useful interval: at 20, one more or less moves recall by 5 points. */
const FEW = 20;

/**
 * Says in sentences why labels and features together may make a result look better than it is.
 *
 * @param labels 0 or 1 a row
 * @returns nothing when nothing is amiss
 *
 * @example
 * for (const warning of warnOfLabels(matrix, labels)) console.warn(warning);
 */
export function warnOfLabels(matrix: FeatureMatrix, labels: ArrayLike<number>): readonly string[] {
  const warnings = separatingFeatures(matrix, labels).map(
    ({ feature, meaning, separation }) =>
      `“${visible(meaning, 60)}” (${feature}) alone separates the classes (${(separation * 100).toFixed(1)} of 100): the labels were made from it, or the classes come from different places. No result on them is evidence of detecting anything.`,
  );
  const { positives } = countClasses(labels);
  if (positives < FEW) {
    warnings.push(
      `There are ${positives} positives; with fewer than ${FEW} every rate is a matter of chance.`,
    );
  }
  const distinct = distinctRows(matrix);
  const label = new Map<number, number>();
  const torn = distinct.reduce((n, first, row) => {
    const known = label.get(first);
    if (known === undefined) label.set(first, labels[row]!);
    return n + (known !== undefined && known !== labels[row] ? 1 : 0);
  }, 0);
  if (torn > 0) {
    warnings.push(
      `${torn} records have the same features as another with the other label: no model can tell them apart.`,
    );
  }
  return warnings;
}
