import type { FeatureMatrix } from '../features/feature-matrix.js';

/**
 * Refuses a matrix that no model can work with.
 *
 * @throws when it has no columns, or a value is NaN or infinite, naming row and feature
 */
export function checkMatrix({ values, rows, columns, rowIds }: FeatureMatrix): void {
  if (columns.length === 0) throw new Error('The feature matrix has no columns: name at least one feature.');
  if (values.length !== rows * columns.length) {
    throw new Error(
      `The feature matrix has ${values.length} values, not ${rows} rows x ${columns.length} columns.`,
    );
  }
  // A plain loop: a call for each of forty million numbers would take longer than a model's look at them.
  let bad = -1;
  for (let at = 0; at < values.length && bad < 0; at++) if (!Number.isFinite(values[at])) bad = at;
  if (bad < 0) return;
  const row = Math.floor(bad / columns.length);
  throw new Error(
    `Feature “${columns[bad % columns.length]!.name}” of record ${rowIds[row]} is ${values[bad]}: features must be finite numbers. Set the record aside or fill the value in.`,
  );
}
