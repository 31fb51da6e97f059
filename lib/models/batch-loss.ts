import type { Batch } from './batches.js';

/**
 * The mean loss of a batch's output. The output is overwritten by the gradient of that loss in it, so that a step of training
 * copies it once.
 *
 * @param output row-major, as the last dense layer gave it
 */
export type BatchLoss = (output: Float32Array, batch: Batch) => number;

/** Mean squared difference of an output and the batch it was made of. */
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
 * Weighted mean cross-entropy of logits and labels, ln(1 + eˣ) - label · x, in a form that cannot overflow.
 *
 * @param labels 0 or 1 a row of the matrix
 * @param weights of class 0 and class 1
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
