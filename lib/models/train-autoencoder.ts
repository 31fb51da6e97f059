import * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { LongOperation } from '../progress/long-operation.js';
import { type AutoencoderOptions, defaultAutoencoder } from './autoencoder-options.js';
import { useBackend } from './backend.js';
import { batches } from './batches.js';
import { breather } from './breathe.js';
import { buildAutoencoder } from './build-autoencoder.js';
import { checkMatrix } from './check-matrix.js';
import { shuffler } from './shuffle.js';
import type { Epoch, TrainHistory } from './train-history.js';
import { copyWeights, gradientStep, meanLoss, restoreWeights } from './train-steps.js';
import { trainingRows } from './training-rows.js';

/** A trained autoencoder; `model.dispose()` gives its memory back. */
export interface Autoencoder {
  readonly model: tf.LayersModel;
  readonly options: AutoencoderOptions;
  readonly history: TrainHistory;
}

/** A held-out loss counts as better when it is lower by this part, so that training does not creep on. */
const BETTER = 0.001;

/**
 * Trains an autoencoder to give usual records back, until a held-out part of the rows gets no better; the weights
 * of the best epoch are kept, also when it is aborted.
 *
 * The loop calls the optimizer on slices of shuffled rows itself: `model.fit` takes twice the time.
 *
 * @param matrix at least two rows, all values finite
 * @param options whatever differs from `defaultAutoencoder`
 * @throws when the matrix is not fit to train on
 *
 * @example
 * const { matrix } = await extractFeatures(traffic);
 * const { model, history } = await trainAutoencoder(matrix, { seed: 7 });
 */
export async function trainAutoencoder(
  matrix: FeatureMatrix,
  options: Partial<AutoencoderOptions> & LongOperation = {},
): Promise<Autoencoder> {
  const { signal, onProgress, ...given } = options;
  const chosen = { ...defaultAutoencoder(matrix.rows, matrix.columns.length), ...given };
  checkMatrix(matrix);
  if (matrix.rows < 2) {
    throw new Error(`An autoencoder learns what is usual from two or more records; there is ${matrix.rows}.`);
  }
  await useBackend();
  const breathe = breather();
  const shuffle = shuffler(chosen.seed);
  const positions = trainingRows(matrix, chosen, shuffle);
  const heldOutRows = Math.floor(positions.length * chosen.heldOut);
  const training = positions.slice(heldOutRows);
  // Too few rows to hold any out: the training loss decides when to stop.
  const heldOut = heldOutRows > 0 ? positions.slice(0, heldOutRows) : training.slice();

  const model = buildAutoencoder(matrix.columns.length, chosen);
  const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const optimizer = tf.train.adam(chosen.learningRate);
  const epochs: Epoch[] = [];
  let best = { epoch: 0, loss: Number.POSITIVE_INFINITY, weights: copyWeights(weights) };
  let stopped: TrainHistory['stopped'] = 'all epochs done';

  train: for (let epoch = 1; epoch <= chosen.epochs; epoch++) {
    let sum = 0;
    for (const batch of batches(matrix, shuffle(training), chosen.batch)) {
      sum += batch.rows * gradientStep(model, optimizer, weights, batch);
      await breathe();
      if (signal?.aborted) {
        stopped = 'aborted';
        break train;
      }
    }
    const loss = sum / training.length;
    const heldOutLoss = await meanLoss(model, matrix, heldOut, breathe);
    epochs.push({ epoch, loss, heldOutLoss });
    if (heldOutLoss < best.loss * (1 - BETTER)) {
      best = { epoch, loss: heldOutLoss, weights: copyWeights(weights) };
    }
    onProgress?.({
      done: epoch,
      total: chosen.epochs,
      unit: 'epochs',
      note: `loss ${heldOutLoss.toPrecision(3)}`,
    });
    if (epoch - best.epoch >= chosen.patience) {
      stopped = 'no better for a while';
      break;
    }
  }
  optimizer.dispose();
  // Aborted within the first epoch: what little was learned is the best there is.
  if (best.epoch > 0) restoreWeights(weights, best.weights);
  else if (stopped !== 'aborted') {
    model.dispose();
    throw new Error(
      `Training diverged: the loss was ${epochs.at(-1)?.heldOutLoss}. Use a learningRate below ${chosen.learningRate}.`,
    );
  }
  return { model, options: chosen, history: { epochs, best: best.epoch, stopped } };
}
