import type * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { LongOperation } from '../progress/long-operation.js';
import { type AutoencoderSettings, defaultAutoencoder } from './autoencoder-options.js';
import { useBackend } from './backend.js';
import { squaredError } from './batch-loss.js';
import { buildAutoencoder } from './build-autoencoder.js';
import { checkMatrix } from './check-matrix.js';
import { checkTraining } from './check-training.js';
import { shuffler } from './shuffle.js';
import type { TrainHistory } from './train-history.js';
import { trainModel } from './train-model.js';
import { trainingRows } from './training-rows.js';

/** A trained autoencoder; `model.dispose()` gives its memory back. */
export interface Autoencoder {
  readonly model: tf.LayersModel;
  readonly options: AutoencoderSettings;
  readonly history: TrainHistory;
}

/**
 * Trains an autoencoder to give usual records back, until a held-out part of the rows gets no better; the weights
 * of the best epoch are kept, also when it is aborted.
 *
 * @param matrix two columns or more, and at least as many rows to train on; all values finite
 * @param options whatever differs from `defaultAutoencoder`
 * @throws when the matrix is not fit to train on
 *
 * @example
 * const { matrix } = await extractFeatures(traffic);
 * const { model, history } = await trainAutoencoder(matrix, { seed: 7 });
 */
export async function trainAutoencoder(
  matrix: FeatureMatrix,
  options: Partial<AutoencoderSettings> & LongOperation = {},
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
  return { model, options: chosen, history };
}
