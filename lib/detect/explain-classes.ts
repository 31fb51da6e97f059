import type { FeatureMatrix } from '../features/feature-matrix.js';
import { integratedGradients } from '../models/integrated-gradients.js';
import type { Classifier } from '../models/train-classifier.js';
import { describeFeature } from './describe-feature.js';
import type { Reason } from './explain-records.js';

/** Reasons of a record, at most. */
const MAX_REASONS = 3;
/** Topics with a smaller share are left out. */
const MIN_SHARE = 0.1;

/**
 * Explains why a classifier finds records suspicious: its integrated gradients, summed by topic, in words and
 * units.
 *
 * @param matrix rows × features, row-major and scaled
 * @param classifier trained on the same features
 * @param rows positions in the matrix of the records to explain
 * @returns up to three reasons per record, the largest first; `share` is the part of all that raises the
 *   probability of class 1
 * @throws when the matrix has other features than the model
 *
 * @example
 * const [reasons] = explainClasses(matrix, classifier, Int32Array.of(17));
 * console.log(reasons.map(({ text }) => text).join('; '));
 */
export function explainClasses(
  matrix: FeatureMatrix,
  classifier: Pick<Classifier, 'model'>,
  rows: Int32Array,
): readonly (readonly Reason[])[] {
  const parts = integratedGradients(matrix, classifier, rows);
  const width = matrix.columns.length;
  return Array.from(rows, (row, k) => {
    const sums = new Map<string, { column: number; part: number }>();
    for (const [column, { topic }] of matrix.columns.entries()) {
      const known = sums.get(topic) ?? { column, part: 0 };
      sums.set(topic, { ...known, part: known.part + parts[k * width + column]! });
    }
    const positive = [...sums.values()].filter(({ part }) => part > 0).sort((a, b) => b.part - a.part);
    const total = positive.reduce((sum, { part }) => sum + part, 0);
    return positive
      .filter(({ part }) => part >= MIN_SHARE * total)
      .slice(0, MAX_REASONS)
      .map(({ column, part }) => ({
        feature: matrix.columns[column]!.name,
        share: part / total,
        text: describeFeature(matrix, row, column),
      }));
  });
}
