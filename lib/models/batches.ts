import type { FeatureMatrix } from '../features/feature-matrix.js';

/** Rows of a matrix, copied one after the other. */
export interface Batch {
  /** Row-major values, rows × features. */
  readonly values: Float32Array;
  readonly rows: number;
  /** Positions of the rows in the matrix. */
  readonly positions: Int32Array;
}

/**
 * Yields rows of a matrix in batches of equal size; the last may be smaller. Batches share one buffer: do not
 * keep a batch after the next one is requested.
 *
 * @param matrix rows × features, row-major
 * @param positions rows of the matrix, in the order of the batches
 * @param size maximum number of rows per batch
 */
export function* batches(
  { values, columns }: Pick<FeatureMatrix, 'values' | 'columns'>,
  positions: Int32Array,
  size: number,
): Generator<Batch> {
  const width = columns.length;
  const buffer = new Float32Array(Math.min(size, positions.length) * width);
  for (let from = 0; from < positions.length; from += size) {
    const rows = Math.min(size, positions.length - from);
    for (let k = 0; k < rows; k++) {
      const start = positions[from + k]! * width;
      const to = k * width;
      for (let j = 0; j < width; j++) buffer[to + j] = values[start + j]!;
    }
    yield {
      values: buffer.subarray(0, rows * width),
      rows,
      positions: positions.subarray(from, from + rows),
    };
  }
}
