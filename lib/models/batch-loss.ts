import type { Batch } from './batches.js';

/**
 * Computes the mean loss of the output for a batch, and overwrites the output with the gradient of the loss
 * with respect to it.
 *
 * @param output output of the last dense layer, rows × outputs, row-major
 */
export type BatchLoss = (output: Float32Array, batch: Batch) => number;

/** Mean squared error of a reconstructed batch: Σ (output - value)² / (rows × features). */
export const squaredError: BatchLoss = (output, { values }) => {
  const factor = 2 / output.length;
  let sum = 0;
  for (let i = 0; i < output.length; i++) {
    const difference = output[i]! - values[i]!;
    sum += difference * difference;
    output[i] = factor * difference;
  }
  return sum / output.length;
};

/**
 * Makes the weighted mean cross-entropy of logits x and labels, ln(1 + eˣ) - label · x, in a form that does
 * not overflow.
 *
 * @param labels one label per row of the matrix, 0 or 1
 * @param weights weights of class 0 and class 1
 *
 * @example
 * crossEntropy([1], [1, 1])(Float32Array.of(0), { values: new Float32Array(1), rows: 1, positions: Int32Array.of(0) }); // 0.693…
 */
export function crossEntropy(labels: ArrayLike<number>, weights: readonly [number, number]): BatchLoss {
  return (output, { positions }) => {
    let sum = 0;
    for (let i = 0; i < output.length; i++) {
      const x = output[i]!;
      const label = labels[positions[i]!]!;
      const weight = weights[label === 1 ? 1 : 0];
      sum += weight * (Math.max(x, 0) - label * x + Math.log1p(Math.exp(-Math.abs(x))));
      output[i] = (weight * (1 / (1 + Math.exp(-x)) - label)) / output.length;
    }
    return sum / output.length;
  };
}
