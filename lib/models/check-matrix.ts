import type { FeatureMatrix } from '../features/feature-matrix.js';

/**
 * Checks the shape and the values of a matrix.
 *
 * @throws when it has no columns, a wrong number of values, or a value that is NaN or infinite, naming record
 *   and feature
 */
export function checkMatrix({ values, rows, columns, rowIds }: FeatureMatrix): void {
  if (columns.length === 0) throw new Error('The feature matrix has no columns: name at least one feature.');
  if (values.length !== rows * columns.length) {
    throw new Error(
      `The feature matrix has ${values.length} values, not ${rows} rows x ${columns.length} columns.`,
    );
  }
  // Zero times a number that is not finite is NaN: sums take a quarter of the time of tests.
  let zeros = 0;
  for (let at = 0; at < values.length; at++) zeros += values[at]! * 0;
  if (zeros === 0) return;
  const bad = values.findIndex((value) => !Number.isFinite(value));
  const row = Math.floor(bad / columns.length);
  throw new Error(
    `Feature “${columns[bad % columns.length]!.name}” of record ${rowIds[row]} is ${values[bad]}: features must be finite numbers. Set the record aside or fill the value in.`,
  );
}
