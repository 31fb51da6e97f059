import * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { Batch } from './batches.js';
import { reconstruct } from './reconstruct.js';

/** One gradient step on a batch: gives the mean squared error before it. */
export function gradientStep(
  model: tf.LayersModel,
  optimizer: tf.Optimizer,
  weights: tf.Variable[],
  { values, rows }: Batch,
): number {
  return tf.tidy(() => {
    const x = tf.tensor2d(values, [rows, values.length / rows]);
    const loss = optimizer.minimize(
      () => tf.losses.meanSquaredError(x, model.apply(x, { training: true }) as tf.Tensor) as tf.Scalar,
      true,
      weights,
    );
    return loss?.dataSync()[0] ?? Number.NaN;
  });
}

/** Mean squared error over chosen rows of a matrix. */
export async function meanLoss(
  model: tf.LayersModel,
  matrix: FeatureMatrix,
  positions: Int32Array,
  breathe: () => Promise<void>,
): Promise<number> {
  let sum = 0;
  for (const { errors } of reconstruct(model, matrix, positions)) {
    for (let i = 0; i < errors.length; i++) sum += errors[i]!;
    await breathe();
  }
  return sum / (positions.length * matrix.columns.length);
}

/** A copy of weights that further training leaves alone. */
export function copyWeights(weights: readonly tf.Variable[]): Float32Array[] {
  return weights.map((weight) => Float32Array.from(weight.dataSync()));
}

/** Sets weights back to a copy. */
export function restoreWeights(weights: readonly tf.Variable[], copies: readonly Float32Array[]): void {
  tf.tidy(() => {
    for (const [i, weight] of weights.entries()) weight.assign(tf.tensor(copies[i]!, weight.shape));
  });
}
