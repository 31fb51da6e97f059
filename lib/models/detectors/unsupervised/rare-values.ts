import type { FeatureColumn } from '../../../features/feature-matrix.js';
import { object } from '../../../files/json-shape.js';
import { checkMatrix } from '../../check-matrix.js';
import type { Detector, FitOptions } from '../detector.js';
import { categoriesOf, rarityBeyondMedian, sumOverColumns } from './flow-columns.js';

/** Makes the detector from the columns, whose rarities were learned with the features. */
function fitted(columns: readonly FeatureColumn[]) {
  const used = Int32Array.from(categoriesOf(columns), ({ column }) => column);
  const width = columns.length;
  const measure =
    ({ values }: { readonly values: Float32Array }) =>
    (row: number, parts: Float64Array) => {
      for (let i = 0; i < used.length; i++) {
        const j = used[i]!;
        parts[i] = rarityBeyondMedian(columns[j]!, values[row * width + j]!);
      }
    };
  return sumOverColumns(rareValues.name, columns, used, measure, {});
}

/**
 * How rare port and protocol of a record are: the sum of 1 / p - 1 / m, where p is the share of the training records
 * with the same value, and m that of the value of the median record. A value that no training record has counts as
 * that of half a record. Unlike a logarithm, 1 / p differs little between frequent values. Records without these
 * features have a score of 0.
 */
export const rareValues: Detector<'rare values', FitOptions, Record<string, never>> = {
  name: 'rare values',
  network: false,
  describe: () => ({
    score:
      'the sum of 1 / share of the records with its port and with its protocol, less that of typical ones',
    how: 'it finds ports and protocols that few records have',
  }),
  whyNot: ({ columns }) =>
    categoriesOf(columns).length > 0 ? undefined : 'all records have the same port and protocol',
  fit: async (matrix) => {
    checkMatrix(matrix);
    return fitted(matrix.columns);
  },
  restore: async (_, columns) => fitted(columns),
  stateShape: () => object({}),
};
