import type * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import {
  type AutoencoderOptions,
  type AutoencoderSettings,
  defaultAutoencoder,
} from './autoencoder-options.js';
import { useBackend } from './backend.js';
import { squaredError } from './batch-loss.js';
import { buildAutoencoder } from './build-autoencoder.js';
import { checkMatrix } from './check-matrix.js';
import { checkTraining } from './check-training.js';
import { shuffler } from './shuffle.js';
import type { TrainHistory } from './train-history.js';
import { trainModel } from './train-model.js';
import { trainingRows } from './training-rows.js';

/** A trained autoencoder; `model.dispose()` frees its memory. */
export interface Autoencoder {
  readonly kind: 'autoencoder';
  readonly model: tf.LayersModel;
  /** The settings that it was trained with, defaults included. */
  readonly options: AutoencoderSettings;
  /** Losses of each epoch, and why training stopped. */
  readonly history: TrainHistory;
}

/**
 * Trains an autoencoder (Hinton and Salakhutdinov, Reducing the Dimensionality of Data with Neural Networks,
 * 2006) to reconstruct the features of typical records. Records that it reconstructs badly are anomalous.
 *
 * Training minimizes the mean squared error with Adam and stops when the loss of held-out rows no longer
 * decreases. The weights of the best epoch are kept, also when `signal` stops it.
 *
 * @param matrix rows × features, row-major and scaled: two features or more, at least as many rows as
 *   features, all values finite
 * @param options settings that differ from `defaultAutoencoder`, `signal` and `onProgress`
 * @returns the network, its settings, and the loss of each epoch
 * @throws when the matrix has too few rows or features, no feature that varies or a value that is not finite;
 *   when training diverges
 *
 * @example
 * const { matrix } = await extractFeatures(traffic);
 * const { model, history } = await trainAutoencoder(matrix, { seed: 7 });
 */
export async function trainAutoencoder(
  matrix: FeatureMatrix,
  options: AutoencoderOptions = {},
): Promise<Autoencoder> {
  const { signal, onProgress, ...settings } = options;
  const chosen = { ...defaultAutoencoder(matrix.rows, matrix.columns.length), ...settings };
  checkMatrix(matrix);
  const positions = trainingRows(matrix, chosen, shuffler(chosen.seed));
  checkTraining(matrix, positions.length);
  await useBackend();
  const heldOutRows = Math.floor(positions.length * chosen.heldOut);
  const training = positions.slice(heldOutRows);
  // Too few rows to hold any out: the training loss decides when to stop.
  const heldOut = heldOutRows > 0 ? positions.slice(0, heldOutRows) : training.slice();
  const model = buildAutoencoder(matrix.columns.length, chosen);
  const history = await trainModel(
    matrix,
    { model, loss: squaredError, training, heldOut, options: chosen },
    { ...(signal && { signal }), ...(onProgress && { onProgress }) },
  );
  return { kind: 'autoencoder', model, options: chosen, history };
}
