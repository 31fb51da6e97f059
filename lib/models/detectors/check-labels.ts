import type { FeatureMatrix } from '../../features/feature-matrix.js';

/**
 * Checks that a detector can learn from labels.
 *
 * @param matrix rows × features
 * @param labels one label per row, 0 or 1
 * @returns the number of rows with label 1
 * @throws when there is not one label a row, a label is neither 0 nor 1, or there is one class only
 */
export function checkLabels({ rows }: Pick<FeatureMatrix, 'rows'>, labels: ArrayLike<number>): number {
  if (labels.length !== rows) {
    throw new Error(`There are ${rows} rows but ${labels.length} labels: give one label a row.`);
  }
  let positives = 0;
  for (let row = 0; row < rows; row++) {
    const label = labels[row];
    if (label !== 0 && label !== 1) {
      throw new Error(`Label ${row} is ${label}: labels must be 0 or 1, and unknown ones left out.`);
    }
    positives += label;
  }
  if (positives === 0 || positives === rows) {
    throw new Error(
      `All ${rows} labels are ${positives > 0 ? 1 : 0}, so there is nothing to tell apart: label records of the other class, or use a detector that needs no labels.`,
    );
  }
  return positives;
}
