import * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import { denseLayers, forward } from './dense-network.js';

/** Output of an autoencoder for a range of rows. */
export interface Reconstruction {
  /** Position of the first row. */
  readonly from: number;
  readonly rows: number;
  /** Reconstructed values, rows × features, row-major. */
  readonly reconstructed: Float32Array;
}

/** Rows of a forward pass: large enough to amortize a call, small enough for caches. */
const BATCH_ROWS = 8_192;

/** Reconstructs the rows of a matrix with an autoencoder, some thousands at a time. */
export function* reconstruct(
  model: tf.LayersModel,
  { values, rows, columns }: Pick<FeatureMatrix, 'values' | 'rows' | 'columns'>,
): Generator<Reconstruction> {
  const width = columns.length;
  const layers = denseLayers(model);
  for (let from = 0; from < rows; from += BATCH_ROWS) {
    const n = Math.min(BATCH_ROWS, rows - from);
    const output = tf.tidy(() => {
      const x = tf.tensor2d(values.subarray(from * width, (from + n) * width), [n, width]);
      return forward(layers, x).at(-1)!.units;
    });
    // Read outside of tidy, which would search the array for tensors.
    const rebuilt = output.dataSync<'float32'>();
    output.dispose();
    yield { from, rows: n, reconstructed: rebuilt };
  }
}
