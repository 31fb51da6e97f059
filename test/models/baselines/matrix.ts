import type { FeatureMatrix } from '../../../lib/features/feature-matrix.js';

/** A matrix of the given rows, with features named f0, f1, … */
export function matrixOf(rows: readonly (readonly number[])[]): FeatureMatrix {
  const width = rows[0]?.length ?? 0;
  return {
    values: Float32Array.from(rows.flat()),
    rows: rows.length,
    columns: Array.from({ length: width }, (_, j) => ({
      name: `f${j}`,
      unit: '',
      meaning: `feature ${j}`,
      form: 'share',
      topic: `f${j}`,
      median: 0,
      scale: 1,
    })),
    rowIds: Int32Array.from(rows, (_, row) => row + 1),
    categories: {},
  };
}
