import type { FeatureMatrix } from '../../lib/features/feature-matrix.js';

/** A matrix of values, row-major or as rows, with features named f0, f1, … */
export function matrixOf(
  given: Float32Array | readonly (readonly number[])[],
  width?: number,
): FeatureMatrix {
  const values = given instanceof Float32Array ? given : Float32Array.from(given.flat());
  const columns = width ?? (given as readonly (readonly number[])[])[0]?.length ?? 0;
  const rows = given instanceof Float32Array ? values.length / columns : given.length;
  return {
    values,
    rows,
    columns: Array.from({ length: columns }, (_, j) => ({
      name: `f${j}`,
      unit: '',
      meaning: `feature ${j}`,
      form: 'share',
      topic: `f${j}`,
      group: 'quantity',
      median: 0,
      scale: 1,
    })),
    rowIds: Int32Array.from({ length: rows }, (_, row) => row + 1),
    categories: {},
  };
}
