import * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import { reconstruct } from './reconstruct.js';

/** One gradient step: gives the loss before it. */
export function gradientStep(optimizer: tf.Optimizer, weights: tf.Variable[], loss: () => tf.Scalar): number {
  return tf.tidy(() => optimizer.minimize(loss, true, weights)?.dataSync()[0] ?? Number.NaN);
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
