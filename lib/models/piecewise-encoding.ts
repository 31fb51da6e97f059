import * as tf from '@tensorflow/tfjs';

/**
 * Adds a layer that encodes each feature piecewise linearly (Gorishniy, Rubachev and Babenko, On Embeddings
 * for Numerical Features in Tabular Deep Learning, 2022): one unit per bin, 0 below it, 1 above it, and
 * linear between its edges. Values beyond all training values are encoded like the outermost ones.
 *
 * It is a dense layer with fixed weights, so that it is saved with the model; its activation clips 0.2 x +
 * 0.5 to 0 to 1.
 *
 * @param input features, rows × features
 * @param edges edges of each feature's bins, as `binEdges` returns them; at least one feature has a bin
 */
export function piecewiseEncoding(
  input: tf.SymbolicTensor,
  edges: readonly Float32Array[],
): tf.SymbolicTensor {
  const units = unitsOf(edges);
  const kernel = new Float32Array(edges.length * units);
  const bias = new Float32Array(units);
  let unit = 0;
  for (const [j, own] of edges.entries()) {
    for (let k = 1; k < own.length; k++) {
      const slope = 5 / (own[k]! - own[k - 1]!);
      kernel[j * units + unit] = slope;
      bias[unit] = -slope * own[k - 1]! - 2.5;
      unit += 1;
    }
  }
  const weights = [tf.tensor2d(kernel, [edges.length, units]), tf.tensor1d(bias)];
  const layer = tf.layers.dense({ units, activation: 'hardSigmoid', trainable: false, weights });
  const encoded = layer.apply(input) as tf.SymbolicTensor;
  // The layer has copied the weights.
  tf.dispose(weights);
  return encoded;
}

/** Returns the number of units of the encoding: the bins of all features together. */
export function unitsOf(edges: readonly Float32Array[]): number {
  return edges.reduce((sum, own) => sum + Math.max(0, own.length - 1), 0);
}

/**
 * Makes a function that computes the same encoding on plain arrays, ten times as fast as a product with
 * mostly zero weights.
 *
 * @param edges edges of each feature's bins
 * @returns a function from rows × features to rows × units, both row-major
 */
export function piecewiseEncoder(edges: readonly Float32Array[]): (values: Float32Array) => Float32Array {
  const units = unitsOf(edges);
  const width = edges.length;
  return (values) => {
    const rows = values.length / width;
    const encoded = new Float32Array(rows * units);
    let at = 0;
    for (let row = 0; row < rows; row++) {
      for (let j = 0; j < width; j++) {
        const own = edges[j]!;
        const value = values[row * width + j]!;
        for (let k = 1; k < own.length; k++) {
          const low = own[k - 1]!;
          const part = (value - low) / (own[k]! - low);
          encoded[at] = part < 0 ? 0 : part > 1 ? 1 : part;
          at += 1;
        }
      }
    }
    return encoded;
  };
}
