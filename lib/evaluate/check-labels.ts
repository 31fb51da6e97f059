import type { FeatureMatrix } from '../features/feature-matrix.js';
import { unscale } from '../features/unscale.js';
import { countClasses } from '../models/count-classes.js';
import { visible } from '../text/visible.js';
import { distinctRows } from './distinct-rows.js';

/** Minimum number of positives for a useful interval: at 20, one record changes recall by 5 points. */
const MIN_POSITIVES = 20;

/**
 * Warns of labels and features that make metrics too good: a feature that separates the classes, few
 * positives, conflicting labels.
 *
 * @param matrix rows × features, row-major and scaled
 * @param labels one label per row, 0 or 1
 * @returns one sentence per problem, none without problems
 *
 * @example
 * for (const warning of checkLabels(matrix, labels)) console.warn(warning);
 */
export function checkLabels(matrix: FeatureMatrix, labels: ArrayLike<number>): readonly string[] {
  const warnings = separatingFeatures(matrix, labels).map(
    ({ feature, meaning, separation }) =>
      `“${visible(meaning, 60)}” (${feature}) alone separates the classes (${(separation * 100).toFixed(1)} of 100): the labels were made from it, or the classes come from different places. No result on them is evidence of detecting anything.`,
  );
  const { positives } = countClasses(labels);
  if (positives < MIN_POSITIVES) {
    warnings.push(
      `There are ${positives} positives; with fewer than ${MIN_POSITIVES} every rate is a matter of chance.`,
    );
  }
  const distinct = distinctRows(matrix);
  const label = new Map<number, number>();
  const conflicting = distinct.reduce((n, first, row) => {
    const known = label.get(first);
    if (known === undefined) label.set(first, labels[row]!);
    return n + (known !== undefined && known !== labels[row] ? 1 : 0);
  }, 0);
  if (conflicting > 0) {
    warnings.push(
      `${conflicting} records have the same features as another with the other label: no model can tell them apart.`,
    );
  }
  return warnings;
}

/** A range of one feature that separates positives from negatives. */
export interface SeparatingFeature {
  /** Name of the feature. */
  readonly feature: string;
  /** Description of the feature. */
  readonly meaning: string;
  /** Range in the feature's unit, ends included. */
  readonly from: number;
  readonly to: number;
  /** Whether the positives lie within the range, or outside of it. */
  readonly positivesWithin: boolean;
  /** Youden's J: true positive rate minus false positive rate, 0 to 1. */
  readonly separation: number;
}

/** Separation that no measured quantity of real traffic reaches, but generated data do. */
const MIN_SEPARATION = 0.99;

/**
 * Finds features of which one range separates the classes. Then the labels were made from it, or the classes
 * come from different data sources, and metrics of a model say nothing about attacks.
 *
 * @param matrix rows × features, row-major and scaled
 * @param labels one label per row, 0 or 1
 * @returns the features with a separation of at least 0.99, the best first
 *
 * @example
 * const [leak] = separatingFeatures(matrix, labels);
 * if (leak) console.log(`${leak.meaning} alone separates the classes`);
 */
export function separatingFeatures(
  { values, rows, columns }: FeatureMatrix,
  labels: ArrayLike<number>,
): readonly SeparatingFeature[] {
  const { positives, negatives } = countClasses(labels);
  if (positives === 0 || negatives === 0) return [];
  const width = columns.length;
  return columns
    .flatMap((column, j) => {
      const value = (row: number) => values[row * width + j]!;
      const order = Int32Array.from({ length: rows }, (_, i) => i).sort((a, b) => value(a) - value(b));
      return [1, -1].map((sign) => {
        const best = bestRange(
          order,
          value,
          (row) => sign * (labels[row] === 1 ? 1 / positives : -1 / negatives),
        );
        return {
          feature: column.name,
          meaning: column.meaning,
          from: unscale(column, best.from),
          to: unscale(column, best.to),
          positivesWithin: sign === 1,
          separation: best.sum,
        };
      });
    })
    .filter(({ separation }) => separation >= MIN_SEPARATION)
    .sort((a, b) => b.separation - a.separation);
}

/**
 * Finds the range of values with the largest sum of weights (maximum subarray, Bentley, 1984); equal values
 * stay together.
 */
function bestRange(order: Int32Array, value: (row: number) => number, weight: (row: number) => number) {
  let best = { sum: 0, from: 0, to: 0 };
  let sum = 0;
  let from = value(order[0]!);
  for (let at = 0; at < order.length; ) {
    const current = value(order[at]!);
    if (sum <= 0) {
      sum = 0;
      from = current;
    }
    while (at < order.length && value(order[at]!) === current) sum += weight(order[at++]!);
    if (sum > best.sum) best = { sum, from, to: current };
  }
  return best;
}
