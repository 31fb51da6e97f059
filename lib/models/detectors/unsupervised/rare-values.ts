import type { FeatureColumn } from '../../../features/feature-matrix.js';
import { checkMatrix } from '../../check-matrix.js';
import type { Detector, FitOptions } from '../detector.js';
import { categoriesOf, inverseShareOf, sumOverColumns } from './flow-columns.js';

/** Makes the detector from the columns, whose rarities were learned with the features. */
function fitted(columns: readonly FeatureColumn[]) {
  const used = Int32Array.from(categoriesOf(columns), ({ column }) => column);
  const width = columns.length;
  const measure =
    ({ values }: { readonly values: Float32Array }) =>
    (row: number, parts: Float64Array) => {
      for (let i = 0; i < used.length; i++) {
        const j = used[i]!;
        parts[i] = inverseShareOf(columns[j]!, values[row * width + j]!) - 1;
      }
    };
  return sumOverColumns(rareValues.name, columns, used, measure, {});
}

/**
 * How rare port and protocol of a record are: the sum of 1 / p - 1, where p is the share of the training records
 * with the same value, and a value that none of them has counts as that of half a record. Unlike a logarithm, it
 * is about 0 for all frequent values. Records without these features have a score of 0.
 */
export const rareValues: Detector<'rare values', FitOptions, Record<string, never>> = {
  name: 'rare values',
  network: false,
  describe: () => ({
    score:
      'the sum of 1 / p - 1 for its port and its protocol, where p is the share of the records with the same one',
    how: 'it finds ports and protocols that few records have',
  }),
  whyNot: ({ columns }) =>
    categoriesOf(columns).length > 0 ? undefined : 'all records have the same port and protocol',
  fit: async (matrix) => {
    checkMatrix(matrix);
    return fitted(matrix.columns);
  },
  restore: async (_, columns) => fitted(columns),
};
