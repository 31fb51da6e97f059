const DECAY = 0.9;
const DECAY_OF_SQUARES = 0.999;
/** Keeps the division finite; TensorFlow's value. */
const EPSILON = 1e-7;

/**
 * Makes an Adam optimizer (Kingma and Ba, Adam, 2015, algorithm 1) on plain arrays: for the few thousand
 * weights of a small network this takes a tenth of the time of tensor operations.
 *
 * @param sizes length of each array of weights
 * @param learningRate step size
 * @returns a function that updates weights in place from their gradients
 *
 * @example
 * const step = adam([2], 0.1);
 * step([Float32Array.of(1, 1)], [Float32Array.of(5, -5)]); // weights are now 0.9, 1.1
 */
export function adam(sizes: readonly number[], learningRate: number) {
  const means = sizes.map((size) => new Float32Array(size));
  const squares = sizes.map((size) => new Float32Array(size));
  let steps = 0;
  return (weights: readonly Float32Array[], gradients: readonly Float32Array[]): void => {
    steps += 1;
    const rate = learningRate / (1 - DECAY ** steps);
    const correction = 1 / (1 - DECAY_OF_SQUARES ** steps);
    for (const [k, weight] of weights.entries()) {
      const gradient = gradients[k]!;
      const mean = means[k]!;
      const square = squares[k]!;
      for (let i = 0; i < weight.length; i++) {
        const slope = gradient[i]!;
        const m = DECAY * mean[i]! + (1 - DECAY) * slope;
        const v = DECAY_OF_SQUARES * square[i]! + (1 - DECAY_OF_SQUARES) * slope * slope;
        mean[i] = m;
        square[i] = v;
        weight[i] = weight[i]! - (rate * m) / (Math.sqrt(v * correction) + EPSILON);
      }
    }
  };
}
