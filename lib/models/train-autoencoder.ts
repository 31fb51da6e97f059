import type * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { LongOperation } from '../progress/long-operation.js';
import { makeYieldToEventLoop } from '../progress/yield-to-event-loop.js';
import {
  type AutoencoderOptions,
  type AutoencoderSettings,
  defaultAutoencoder,
} from './autoencoder-options.js';
import { backendName, useBackend } from './backend.js';
import { trimmedSquaredError } from './batch-loss.js';
import { type Batch, batches } from './batches.js';
import { buildAutoencoder } from './build-autoencoder.js';
import { checkMatrix } from './check-matrix.js';
import { checkTraining } from './check-training.js';
import { shuffler } from './shuffle.js';
import type { LossPoint, TrainHistory } from './train-history.js';
import { type Trainer, trainer } from './train-steps.js';

/** A trained autoencoder; `dispose()` of each model frees its memory. */
export interface Autoencoder {
  readonly kind: 'autoencoder';
  /** The networks, whose scores are averaged. */
  readonly models: readonly tf.LayersModel[];
  /** The settings that it was trained with, defaults included. */
  readonly options: AutoencoderSettings;
  /** Losses every few gradient steps, and why training stopped. */
  readonly history: TrainHistory;
}

/** Gradient steps from one point of the history to the next. */
const POINT_STEPS = 5;
/** Maximum number of held-out rows: the loss of more takes longer than the steps. */
const MAX_HELD_OUT_ROWS = 1_000;
/** Distance of the seeds of two networks: layers have consecutive seeds. */
const SEED_DISTANCE = 1_000_003;

/**
 * Trains an autoencoder (Hinton and Salakhutdinov, Reducing the Dimensionality of Data with Neural Networks,
 * 2006) to reconstruct the features of typical records. Records that it reconstructs badly are anomalous.
 *
 * It is an ensemble of networks. Each takes a fixed number of gradient steps with Adam; in each step the rows
 * with the largest errors are left out. When `signal` stops it, the weights reached are kept.
 *
 * @param matrix rows × features, row-major and scaled: two features or more, at least as many rows as
 *   features, all values finite
 * @param options settings that differ from `defaultAutoencoder`, `signal` and `onProgress`
 * @returns the networks, their settings, and the loss every few steps
 * @throws when the matrix has too few rows or features, no feature that varies or a value that is not finite;
 *   when there is no network; when training diverges
 *
 * @example
 * const { matrix } = await extractFeatures(traffic);
 * const { models, history } = await trainAutoencoder(matrix, { seed: 7 });
 */
export async function trainAutoencoder(
  matrix: FeatureMatrix,
  options: AutoencoderOptions = {},
): Promise<Autoencoder> {
  const { signal, onProgress, ...settings } = options;
  const chosen = { ...defaultAutoencoder(matrix.rows, matrix.columns.length), ...settings };
  checkMatrix(matrix);
  const all = Int32Array.from({ length: matrix.rows }, (_, row) => row);
  const drawn = shuffler(chosen.seed)(all).slice(0, chosen.trainRows);
  checkTraining(matrix, drawn.length);
  if (!(chosen.networks >= 1)) throw new Error(`There are ${chosen.networks} networks: train at least one.`);
  await useBackend();
  const heldOutRows = Math.min(MAX_HELD_OUT_ROWS, Math.floor(drawn.length * chosen.heldOut));
  const seeds = Array.from({ length: chosen.networks }, (_, k) => chosen.seed + k * SEED_DISTANCE);
  const models = seeds.map((seed) => buildAutoencoder(matrix.columns.length, { ...chosen, seed }));
  try {
    const loss = trimmedSquaredError(chosen.trimLoss);
    const networks = models.map((model, k) => ({
      ...trainer(model, loss, { ...chosen, seed: seeds[k]! }),
      batches: endlessBatches(matrix, drawn.slice(heldOutRows), chosen.batch, seeds[k]!),
    }));
    const [heldOut] = batches(matrix, drawn.subarray(0, heldOutRows), MAX_HELD_OUT_ROWS);
    const history = await trainNetworks(networks, heldOut, chosen, options);
    return { kind: 'autoencoder', models, options: chosen, history };
  } catch (error) {
    for (const model of models) model.dispose();
    throw error;
  }
}

/** Trains all networks step by step, so that a stop leaves them equally trained. */
async function trainNetworks(
  networks: readonly (Trainer & { readonly batches: Iterator<Batch, never> })[],
  heldOut: Batch | undefined,
  { steps, batch, learningRate }: AutoencoderSettings,
  { signal, onProgress }: LongOperation,
): Promise<TrainHistory> {
  const yieldToEventLoop = makeYieldToEventLoop();
  const began = performance.now();
  const points: LossPoint[] = [];
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  let losses: number[] = [];
  let step = 0;
  while (step < steps && !(step > 0 && signal?.aborted)) {
    step += 1;
    for (const network of networks) losses.push(network.step(network.batches.next().value));
    await yieldToEventLoop();
    if (step % POINT_STEPS !== 0 && step < steps && !signal?.aborted) continue;
    const loss = mean(losses);
    losses = [];
    const finite =
      Number.isFinite(loss) &&
      networks.every(({ copy }) => copy().every((weights) => weights.every(Number.isFinite)));
    if (!finite) {
      throw new Error(`Training diverged: the loss was ${loss}. Use a learningRate below ${learningRate}.`);
    }
    points.push({
      step,
      loss,
      ...(heldOut && { heldOutLoss: mean(networks.map((network) => network.loss(heldOut))) }),
    });
    const speed = (step * batch * networks.length * 1000) / (performance.now() - began);
    onProgress?.({
      done: step,
      total: steps,
      unit: 'gradient steps',
      note: `loss ${loss.toPrecision(3)}, ${Math.round(speed).toLocaleString('en-US')} rows/s on ${backendName()}`,
    });
  }
  if (step < steps) onProgress?.({ done: step, total: step, unit: 'gradient steps', note: 'aborted' });
  return { unit: 'gradient step', points, kept: step, stopped: step < steps ? 'aborted' : 'all done' };
}

/** Yields batches of one pass over the rows after the other, each in another order. */
function* endlessBatches(
  matrix: FeatureMatrix,
  positions: Int32Array,
  size: number,
  seed: number,
): Generator<Batch, never> {
  const shuffle = shuffler(seed);
  for (;;) yield* batches(matrix, shuffle(positions), size);
}
