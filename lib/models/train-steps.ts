import * as tf from '@tensorflow/tfjs';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { adam } from './adam.js';
import type { BatchLoss } from './batch-loss.js';
import type { Batch } from './batches.js';
import { backward, type DropoutMask, denseLayers, forward } from './dense-network.js';

/** Options of gradient steps. */
export interface StepOptions {
  /** Seed of the dropout masks. */
  readonly seed: number;
  /** Step size of Adam. */
  readonly learningRate: number;
  /** Part of the hidden units dropped in each step, 0 to below 1; 0 by default. */
  readonly dropout?: number;
  /** Weight of the sum of squared weights in the loss; 0 by default. */
  readonly l2?: number;
}

/** A model in training. The weights of the model are those of the last `step` or `restore`. */
export interface Trainer {
  /** Takes one gradient step and returns the loss before it. */
  readonly step: (batch: Batch) => number;
  /** Returns the loss of a batch without a step, penalty or dropout. */
  readonly loss: (batch: Batch) => number;
  /** Returns a copy of all weights, kernel and bias of each layer in turn. */
  readonly copy: () => readonly Float32Array[];
  /** Sets all weights to a copy. */
  readonly restore: (weights: readonly Float32Array[]) => void;
}

/**
 * Makes the gradient steps that train a model of dense layers. TensorFlow.js multiplies the matrices; loss,
 * penalty and optimizer are computed on small arrays, where one tensor operation takes longer than the
 * arithmetic.
 *
 * @param model dense layers, whose weights the steps change
 * @param loss loss of the output of the last dense layer, rows × outputs
 */
export function trainer(model: tf.LayersModel, loss: BatchLoss, options: StepOptions): Trainer {
  const { seed, learningRate, dropout = 0, l2 = 0 } = options;
  const layers = denseLayers(model);
  const variables = layers.flatMap(({ kernel, bias }) => [kernel, bias]);
  let weights = variables.map((variable) => variable.dataSync<'float32'>().slice());
  const update = adam(
    weights.map(({ length }) => length),
    learningRate,
  );
  const mask = dropout > 0 ? dropoutMask(dropout, seed) : undefined;

  function write(): void {
    for (const [k, variable] of variables.entries()) {
      // A copy, since the cpu backend keeps a reference to the array.
      tf.tidy(() => variable.assign(tf.tensor(weights[k]!.slice(), variable.shape)));
    }
  }

  return {
    step(batch) {
      let value = 0;
      const tensors = tf.tidy(() => {
        const x = tf.tensor2d(batch.values, [batch.rows, batch.values.length / batch.rows]);
        const activations = forward(layers, x, mask);
        const output = activations.at(-1)!.units as tf.Tensor2D;
        const gradient = output.dataSync<'float32'>();
        value = loss(gradient, batch);
        return backward(layers, x, activations, tf.tensor2d(gradient, output.shape)) as tf.Tensor[];
      });
      const gradients = tensors.map((tensor) => tensor.dataSync<'float32'>());
      tf.dispose(tensors);
      if (l2 > 0) value += penalize(weights, gradients, l2);
      update(weights, gradients);
      write();
      return value;
    },
    loss(batch) {
      const output = tf.tidy(
        () =>
          forward(layers, tf.tensor2d(batch.values, [batch.rows, batch.values.length / batch.rows])).at(-1)!
            .units,
      );
      const value = loss(output.dataSync<'float32'>(), batch);
      output.dispose();
      return value;
    },
    copy: () => weights.map((weight) => weight.slice()),
    restore(copies) {
      weights = copies.map((weight) => weight.slice());
      write();
    },
  };
}

/**
 * Adds the gradient of the L2 penalty of the kernels, and returns the penalty. Biases, at odd positions, are
 * not penalized.
 */
function penalize(weights: readonly Float32Array[], gradients: readonly Float32Array[], l2: number): number {
  let sum = 0;
  for (let k = 0; k < weights.length; k += 2) {
    const kernel = weights[k]!;
    const gradient = gradients[k]!;
    for (let i = 0; i < kernel.length; i++) {
      sum += kernel[i]! * kernel[i]!;
      gradient[i] = gradient[i]! + 2 * l2 * kernel[i]!;
    }
  }
  return l2 * sum;
}

/** Inverted dropout (Srivastava et al., Dropout, 2014): kept units are scaled by 1 / (1 - dropout). */
function dropoutMask(dropout: number, seed: number): DropoutMask {
  const random = xoroshiro128plus(seed);
  const dropped = dropout * 2 ** 32;
  const kept = 1 / (1 - dropout);
  return (size) => {
    const mask = new Float32Array(size);
    for (let i = 0; i < size; i++) mask[i] = random.next() >>> 0 < dropped ? 0 : kept;
    return mask;
  };
}
