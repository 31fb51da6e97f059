import * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { LongOperation } from '../progress/long-operation.js';
import { backendName } from './backend.js';
import { type Batch, batches } from './batches.js';
import { breather } from './breathe.js';
import { shuffler } from './shuffle.js';
import type { Epoch, TrainHistory } from './train-history.js';
import { copyWeights, gradientStep, restoreWeights } from './train-steps.js';

/** What is to be trained, on which rows, and when to stop. */
export interface TrainTask {
  readonly model: tf.LayersModel;
  /** The loss of a batch, out of operations that have gradients. */
  readonly loss: (batch: Batch) => tf.Scalar;
  /** Mean loss over the held-out rows. */
  readonly heldOutLoss: (breathe: () => Promise<void>) => Promise<number>;
  /** Positions of the rows to train on. They are put in another order each epoch. */
  readonly training: Int32Array;
  readonly options: {
    readonly seed: number;
    readonly learningRate: number;
    readonly batch: number;
    readonly epochs: number;
    readonly patience: number;
  };
}

/** A held-out loss counts as better when it is lower by this part, so that training does not creep on. */
const BETTER = 0.001;

/**
 * Trains a model until a held-out loss gets no better, and restores the weights of the best epoch, also when it is
 * aborted.
 *
 * The loop calls the optimizer on slices of shuffled rows itself: `model.fit` takes twice the time.
 *
 * @throws when the loss never became a number; the model is disposed of then
 */
export async function trainModel(
  matrix: FeatureMatrix,
  { model, loss, heldOutLoss, training, options }: TrainTask,
  { signal, onProgress }: LongOperation,
): Promise<TrainHistory> {
  const breathe = breather();
  const shuffle = shuffler(options.seed);
  const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const optimizer = tf.train.adam(options.learningRate);
  const epochs: Epoch[] = [];
  let best = { epoch: 0, loss: Number.POSITIVE_INFINITY, weights: copyWeights(weights) };
  let stopped: TrainHistory['stopped'] = 'all epochs done';
  const began = performance.now();

  train: for (let epoch = 1; epoch <= options.epochs; epoch++) {
    let sum = 0;
    for (const batch of batches(matrix, shuffle(training), options.batch)) {
      sum += batch.rows * gradientStep(optimizer, weights, () => loss(batch));
      await breathe();
      if (signal?.aborted) {
        stopped = 'aborted';
        break train;
      }
    }
    const held = await heldOutLoss(breathe);
    epochs.push({ epoch, loss: sum / training.length, heldOutLoss: held });
    if (held < best.loss * (1 - BETTER)) best = { epoch, loss: held, weights: copyWeights(weights) };
    const seconds = (performance.now() - began) / 1000;
    onProgress?.({
      done: epoch,
      total: options.epochs,
      unit: 'epochs',
      note: `loss ${held.toPrecision(3)}, ${Math.round((epoch * training.length) / seconds).toLocaleString('en-US')} rows/s on ${backendName()}`,
    });
    if (epoch - best.epoch >= options.patience) {
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
      `Training diverged: the loss was ${epochs.at(-1)?.heldOutLoss}. Use a learningRate below ${options.learningRate}.`,
    );
  }
  return { epochs, best: best.epoch, stopped };
}
