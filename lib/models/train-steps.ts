import * as tf from '@tensorflow/tfjs';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { adam } from './adam.js';
import type { BatchLoss } from './batch-loss.js';
import type { Batch } from './batches.js';
import { backward, type DropoutMask, denseLayers, forward } from './dense-network.js';

/** How the steps are taken. */
export interface StepOptions {
  readonly seed: number;
  readonly learningRate: number;
  /** Part of the hidden units that each step leaves out; none when left out. */
  readonly dropout?: number;
  /** Weight of the sum of squared weights in the loss; 0 when left out. */
  readonly l2?: number;
}

/** A model in training. Its own weights are those of the last step or restore. */
export interface Trainer {
  /** One gradient step: gives the loss before it. */
  readonly step: (batch: Batch) => number;
  /** The loss of a batch as the model is, without penalty and dropout. */
  readonly loss: (batch: Batch) => number;
  /** A copy of all weights that further steps leave alone. */
  readonly copy: () => readonly Float32Array[];
  readonly restore: (weights: readonly Float32Array[]) => void;
}

/**
 * Makes the steps that train a model of dense layers. Products of matrices are TensorFlow's; loss, penalty and optimizer are
 * arithmetic on small arrays, where a tensor operation each would take longer than its sum.
 *
 * @param loss of the last dense layer's output
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
      // A copy, since the cpu backend keeps the array it is given.
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

/** Adds the gradient of the sum of squared kernels, and gives that sum times its weight. Biases are at the odd places. */
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

/** Inverted dropout (Srivastava et al., 2014): units that stay count for those that do not. */
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
