import * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import { denseLayers, forward } from './dense-network.js';

/** Outputs of the networks of an autoencoder for a range of rows. */
export interface Reconstruction {
  /** Position of the first row. */
  readonly from: number;
  readonly rows: number;
  /** Reconstructed values of each network, rows × features, row-major. */
  readonly outputs: readonly Float32Array[];
}

/** Rows of a forward pass: large enough to amortize a call, small enough for caches. */
const BATCH_ROWS = 2_048;

/** Reconstructs the rows of a matrix with each network of an autoencoder, some thousands at a time. */
export function* reconstruct(
  models: readonly tf.LayersModel[],
  { values, rows, columns }: Pick<FeatureMatrix, 'values' | 'rows' | 'columns'>,
): Generator<Reconstruction> {
  const width = columns.length;
  const networks = models.map(denseLayers);
  for (let from = 0; from < rows; from += BATCH_ROWS) {
    const n = Math.min(BATCH_ROWS, rows - from);
    const x = tf.tensor2d(values.subarray(from * width, (from + n) * width), [n, width]);
    const outputs = networks.map((layers) => {
      const output = tf.tidy(() => forward(layers, x).at(-1)!.units);
      // Read outside of tidy, which would search the array for tensors.
      const rebuilt = output.dataSync<'float32'>();
      output.dispose();
      return rebuilt;
    });
    x.dispose();
    yield { from, rows: n, outputs };
  }
}
