import type * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { LongOperation } from '../progress/long-operation.js';
import { makeYieldToEventLoop } from '../progress/yield-to-event-loop.js';
import { backendName } from './backend.js';
import type { BatchLoss } from './batch-loss.js';
import { type Batch, batches } from './batches.js';
import { shuffler } from './shuffle.js';
import type { Epoch, TrainHistory } from './train-history.js';
import { type StepOptions, trainer } from './train-steps.js';

/** What is to be trained, on which rows, and when to stop. */
export interface TrainTask {
  /** Dense layers, whose last gives what the loss judges. */
  readonly model: tf.LayersModel;
  readonly loss: BatchLoss;
  /** What the layers that are trained get in place of row-major features; the features when left out. */
  readonly encode?: (values: Float32Array) => Float32Array;
  /** Positions of the rows to train on. They are put in another order each epoch. */
  readonly training: Int32Array;
  /** Positions of the rows by which is decided when to stop. */
  readonly heldOut: Int32Array;
  readonly options: StepOptions & {
    readonly batch: number;
    readonly epochs: number;
    readonly patience: number;
  };
}

/** Rows of a batch in which the held-out loss is computed. */
const HELD_OUT_BATCH = 8_192;

/** A held-out loss counts as better when it is lower by this part, so that training does not creep on. */
const MIN_IMPROVEMENT = 0.001;

/** Whether there is a number in every place: some backends clamp NaN to 0 on the way, so that the loss hides it. */
const allFinite = (weights: Float32Array): boolean => weights.every((weight) => Number.isFinite(weight));

/**
 * Trains a model until a held-out loss gets no better, and restores the weights of the best epoch, also when it is
 * aborted.
 *
 * The steps are not those of `model.fit`, which takes five times as long for batches of a small network.
 *
 * @throws when the loss never became a number; the model is disposed of then
 */
export async function trainModel(
  matrix: FeatureMatrix,
  { model, loss, encode, training, heldOut, options }: TrainTask,
  { signal, onProgress }: LongOperation,
): Promise<TrainHistory> {
  const yieldToEventLoop = makeYieldToEventLoop();
  const shuffle = shuffler(options.seed);
  const steps = trainer(model, loss, options);
  const encoded = (batch: Batch): Batch =>
    encode === undefined ? batch : { ...batch, values: encode(batch.values) };
  const epochs: Epoch[] = [];
  let best = { epoch: 0, loss: Number.POSITIVE_INFINITY, weights: steps.copy() };
  let stopped: TrainHistory['stopped'] = 'all epochs done';
  const started = performance.now();

  train: for (let epoch = 1; epoch <= options.epochs; epoch++) {
    let sum = 0;
    for (const batch of batches(matrix, shuffle(training), options.batch)) {
      sum += batch.rows * steps.step(encoded(batch));
      await yieldToEventLoop();
      if (signal?.aborted) {
        stopped = 'aborted';
        break train;
      }
    }
    let heldOutLoss = 0;
    for (const batch of batches(matrix, heldOut, HELD_OUT_BATCH)) {
      heldOutLoss += (batch.rows * steps.loss(encoded(batch))) / heldOut.length;
      await yieldToEventLoop();
    }
    epochs.push({ epoch, loss: sum / training.length, heldOutLoss });
    if (heldOutLoss < best.loss * (1 - MIN_IMPROVEMENT)) {
      const weights = steps.copy();
      if (weights.every(allFinite)) best = { epoch, loss: heldOutLoss, weights };
    }
    const seconds = (performance.now() - started) / 1000;
    onProgress?.({
      done: epoch,
      total: options.epochs,
      unit: 'epochs',
      note: `loss ${heldOutLoss.toPrecision(3)}, ${Math.round((epoch * training.length) / seconds).toLocaleString('en-US')} rows/s on ${backendName()}`,
    });
    if (epoch - best.epoch >= options.patience) {
      stopped = 'no better for a while';
      break;
    }
  }
  const done = epochs.length;
  if (done > 0 && done < options.epochs) onProgress?.({ done, total: done, unit: 'epochs', note: stopped });
  // Aborted within the first epoch: what little was learned is the best there is.
  if (best.epoch > 0) steps.restore(best.weights);
  else if (stopped !== 'aborted') {
    model.dispose();
    throw new Error(
      `Training diverged: the loss was ${epochs.at(-1)?.heldOutLoss}. Use a learningRate below ${options.learningRate}.`,
    );
  }
  return { epochs, best: best.epoch, stopped };
}
