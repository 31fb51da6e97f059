import type { FeatureMatrix } from '../../../lib/features/feature-matrix.js';
import { LINEAR_SIGMAS } from '../../../lib/features/unscale.js';
import { columnAt } from '../../../lib/models/detectors/sample-rows.js';

/** Numbers as a feature matrix, as they are. */
export function matrixFrom(names: readonly string[], rows: readonly (readonly number[])[]): FeatureMatrix {
  return {
    values: Float32Array.from(rows.flat()),
    rows: rows.length,
    columns: names.map((name) => ({
      name,
      unit: '',
      meaning: name,
      form: 'share',
      topic: name,
      group: 'quantity',
      median: 0,
      scale: 1,
    })),
    rowIds: Int32Array.from(rows, (_, row) => row + 1),
    categories: {},
  };
}

/** Scales columns as lib/features does, by median and robust deviation of the training rows; what is constant there stays 0. */
export function scaledFrom(matrix: FeatureMatrix, train: Int32Array): FeatureMatrix {
  const width = matrix.columns.length;
  const values = new Float32Array(matrix.values.length);
  for (let j = 0; j < width; j++) {
    const sorted = columnAt(matrix, train, j).sort();
    const median = sorted[sorted.length >> 1]!;
    const away = sorted.map((value) => Math.abs(value - median)).sort();
    const mad = away[away.length >> 1]! * 1.4826;
    const scale = mad > 0 ? mad : (away.reduce((sum, value) => sum + value, 0) / away.length) * 1.2533;
    if (scale === 0) continue;
    for (let at = j; at < values.length; at += width) {
      values[at] = LINEAR_SIGMAS * Math.asinh((matrix.values[at]! - median) / scale / LINEAR_SIGMAS);
    }
  }
  return { ...matrix, values };
}
