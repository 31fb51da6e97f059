import type { FeatureMatrix } from '../features/feature-matrix.js';
import { integratedGradients } from '../models/integrated-gradients.js';
import type { Classifier } from '../models/train-classifier.js';
import { describeFeature } from './describe-feature.js';
import type { Reason } from './explain-records.js';

/** Reasons told a record, at most. */
const MAX_REASONS = 3;
/** A topic that makes up less of what speaks for an attack is not worth telling. */
const MIN_SHARE = 0.1;

/**
 * Tells what speaks for class 1 in the eyes of a classifier: its integrated gradients, summed by topic, in words and
 * units.
 *
 * @param rows positions in the matrix
 * @returns for each of the rows its reasons, the weightiest first; `formatShare` is the part of all that speaks for class 1
 *
 * @example
 * const [why] = explainClasses(classifier, matrix, Int32Array.of(17));
 * console.log(why.map((reason) => reason.text).join('; '));
 */
export function explainClasses(
  classifier: Pick<Classifier, 'model'>,
  matrix: FeatureMatrix,
  rows: Int32Array,
): readonly (readonly Reason[])[] {
  const parts = integratedGradients(classifier, matrix, rows);
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
