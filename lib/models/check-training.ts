import type { FeatureMatrix } from '../features/feature-matrix.js';

/**
 * Refuses a matrix, whose values are finite, of which no network learns what is usual.
 *
 * @param rows how many of its rows are trained on
 * @throws when there is one feature only, or nothing that varies, or when there are fewer rows than features
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
  // Over after the first row, but for a matrix that is not made of traffic.
  if (values.every((value, at) => value === values[at % width])) {
    throw new Error('No feature varies in the matrix: nothing can be unusual. Give records that differ.');
  }
}
