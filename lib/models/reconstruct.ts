import * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import { batches } from './batches.js';

/** How badly a run of rows was given back. */
export interface Reconstruction {
  /** Position of the first row in the order fed. */
  readonly from: number;
  readonly rows: number;
  /** Squared error of each feature of each row, row-major. */
  readonly errors: Float32Array;
}

/** Large enough that the cost of a call vanishes, small enough for caches. */
const ROWS = 8_192;

/** Sends chosen rows of a matrix through an autoencoder and tells how badly each feature came back. */
export function* reconstruct(
  model: tf.LayersModel,
  matrix: FeatureMatrix,
  positions: Int32Array,
): Generator<Reconstruction> {
  let from = 0;
  for (const { values, rows } of batches(matrix, positions, ROWS)) {
    const squared = tf.tidy(() => {
      const x = tf.tensor2d(values, [rows, matrix.columns.length]);
      return tf.squaredDifference(x, model.predictOnBatch(x) as tf.Tensor);
    });
    // Read outside of tidy, which would look for tensors in every number of the array.
    const errors = squared.dataSync<'float32'>();
    squared.dispose();
    yield { from, rows, errors };
    from += rows;
  }
}
