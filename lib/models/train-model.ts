import type * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { LongOperation } from '../progress/long-operation.js';
import { makeYieldToEventLoop } from '../progress/yield-to-event-loop.js';
import { backendName } from './backend.js';
import type { BatchLoss } from './batch-loss.js';
import { type Batch, batches } from './batches.js';
import { shuffler } from './shuffle.js';
import type { LossPoint, TrainHistory } from './train-history.js';
import { type StepOptions, trainer } from './train-steps.js';

/** A model to train, its training and held-out rows, and when to stop. */
export interface TrainTask {
  /** Dense layers; the loss is computed on the output of the last one. */
  readonly model: tf.LayersModel;
  readonly loss: BatchLoss;
  /** Encodes row-major features as the input of the trained layers; the features themselves by default. */
  readonly encode?: (values: Float32Array) => Float32Array;
  /** Positions of the training rows. They are shuffled in place for each epoch. */
  readonly training: Int32Array;
  /** Positions of the held-out rows, whose loss decides when to stop. */
  readonly heldOut: Int32Array;
  readonly options: StepOptions & {
    readonly batch: number;
    readonly epochs: number;
    readonly patience: number;
  };
}

/** Rows per batch for the held-out loss. */
const HELD_OUT_BATCH = 8_192;

/** Minimum relative decrease of the held-out loss that counts as an improvement. */
const MIN_IMPROVEMENT = 0.001;

/**
 * Whether all weights are finite: some backends clamp NaN to 0 in the forward pass, so that the loss does not
 * show it.
 */
const allFinite = (weights: Float32Array): boolean => weights.every((weight) => Number.isFinite(weight));

/**
 * Trains a model until the held-out loss no longer decreases (early stopping), and restores the weights of
 * the best epoch, also when `signal` stops it. It does not use `model.fit`, which takes five times as long
 * for batches of a small network.
 *
 * @param matrix rows × features, row-major and scaled
 * @param task the model, its rows and its options
 * @returns the loss of each epoch, and why training stopped
 * @throws when the loss is never a finite number; the model is then disposed
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
  const points: LossPoint[] = [];
  let best = { epoch: 0, loss: Number.POSITIVE_INFINITY, weights: steps.copy() };
  let stopped: TrainHistory['stopped'] = 'all done';
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
    points.push({ step: epoch, loss: sum / training.length, heldOutLoss });
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
  const done = points.length;
  if (done > 0 && done < options.epochs) onProgress?.({ done, total: done, unit: 'epochs', note: stopped });
  // Stopped within the first epoch: keep the weights of the last step.
  if (best.epoch > 0) steps.restore(best.weights);
  else if (stopped !== 'aborted') {
    model.dispose();
    throw new Error(
      `Training diverged: the loss was ${points.at(-1)?.heldOutLoss}. Use a learningRate below ${options.learningRate}.`,
    );
  }
  return { unit: 'epoch', points, kept: best.epoch, stopped };
}
