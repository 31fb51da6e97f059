import type { FeatureMatrix } from '../features/feature-matrix.js';

/**
 * Checks that a network can be trained on a matrix of finite values.
 *
 * @param matrix rows × features, row-major
 * @param rows number of training rows
 * @throws when there are fewer than two rows, only one feature, fewer rows than features, or no feature that
 *   varies
 */
export function checkTraining({ values, columns }: FeatureMatrix, rows: number): void {
  const width = columns.length;
  if (rows < 2) {
    throw new Error(`A network learns what is usual from two or more records; there is ${rows}.`);
  }
  if (width === 1) {
    throw new Error(
      `“${columns[0]!.name}” is the only feature, and a network learns how features go together: name another one, or sort the records by this.`,
    );
  }
  if (rows < width) {
    throw new Error(
      `There are ${rows} records to learn from and ${width} features, so that a network would know each record by heart: give at least ${width} records, name fewer features, or look at these with the notebook 01-explore, which needs none.`,
    );
  }
  if (!anyVaries({ values, columns })) {
    throw new Error('No feature varies in the matrix: nothing can be unusual. Give records that differ.');
  }
}

/** Whether a feature has two values; it ends after the first rows for features of traffic. */
export const anyVaries = ({ values, columns }: Pick<FeatureMatrix, 'values' | 'columns'>): boolean =>
  values.some((value, at) => value !== values[at % columns.length]);
