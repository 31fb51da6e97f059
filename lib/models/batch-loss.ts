import type { Batch } from './batches.js';

/**
 * Computes the mean loss of the output for a batch, and overwrites the output with the gradient of the loss
 * with respect to it.
 *
 * @param output output of the last dense layer, rows × outputs, row-major
 */
export type BatchLoss = (output: Float32Array, batch: Batch) => number;

/**
 * Makes the mean squared error of the rows of a batch that are reconstructed best (least trimmed squares:
 * Rousseeuw, Least Median of Squares Regression, 1984). The other rows have a gradient of 0. Rows with equal
 * errors are kept or left out together.
 *
 * @param trimLoss part of the rows that is left out, 0 to below 1
 *
 * @example
 * const batch = { values: Float32Array.of(0, 0), rows: 2, positions: Int32Array.of(0, 1) };
 * const output = Float32Array.of(1, 9);
 * trimmedSquaredError(0.5)(output, batch); // 1, and output is now 2, 0
 */
export function trimmedSquaredError(trimLoss: number): BatchLoss {
  return (output, { values, rows }) => {
    const width = output.length / rows;
    const errors = new Float64Array(rows);
    for (let row = 0; row < rows; row++) {
      let sum = 0;
      for (let i = row * width; i < (row + 1) * width; i++) {
        const difference = output[i]! - values[i]!;
        sum += difference * difference;
      }
      errors[row] = sum;
    }
    const largest = errors.slice().sort()[Math.floor((1 - trimLoss) * (rows - 1))]!;
    const kept = errors.filter((error) => error <= largest);
    const factor = 2 / (kept.length * width);
    for (let row = 0; row < rows; row++) {
      const slope = errors[row]! <= largest ? factor : 0;
      for (let i = row * width; i < (row + 1) * width; i++) output[i] = slope * (output[i]! - values[i]!);
    }
    return kept.reduce((sum, error) => sum + error, 0) / (kept.length * width);
  };
}

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
