import type { FeatureMatrix } from '../../lib/features/feature-matrix.js';
import { unscale } from '../../lib/features/unscale.js';

/** A feature's values before scaling, in input order, rounded to six digits. */
export function rawFeature(matrix: FeatureMatrix, name: string): number[] {
  const index = matrix.columns.findIndex((column) => column.name === name);
  if (index < 0) throw new Error(`no feature ${name} among ${matrix.columns.map((c) => c.name)}`);
  return Array.from({ length: matrix.rows }, (_, row) => {
    const value = unscale(matrix.columns[index]!, matrix.values[row * matrix.columns.length + index]!);
    // Adding 0 makes -0 equal to 0.
    return Number(value.toFixed(5)) + 0;
  });
}
