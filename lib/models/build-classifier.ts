import * as tf from '@tensorflow/tfjs';
import type { ClassifierSettings } from './classifier-options.js';
import { piecewiseEncoding, unitsOf } from './piecewise-encoding.js';

/**
 * Builds an untrained dense classifier whose output is the probability of class 1, as the sigmoid of a logit.
 * Initial weights are He normal (He et al., 2015), drawn with the seed.
 *
 * @param width number of features
 * @param edges edges of the bins of a piecewise linear encoding, one array per feature; no encoding by
 *   default
 */
export function buildClassifier(
  width: number,
  { layers, activation, seed }: Pick<ClassifierSettings, 'layers' | 'activation' | 'seed'>,
  edges: readonly Float32Array[] = [],
): tf.LayersModel {
  const input = tf.input({ shape: [width] });
  const encoded = unitsOf(edges) > 0 ? piecewiseEncoding(input, edges) : input;
  const hidden = layers.reduce(
    (tensor, units, index) =>
      tf.layers
        .dense({ units, activation, kernelInitializer: tf.initializers.heNormal({ seed: seed + index }) })
        .apply(tensor) as tf.SymbolicTensor,
    encoded,
  );
  const kernelInitializer = tf.initializers.glorotUniform({ seed: seed + layers.length });
  const logit = tf.layers.dense({ units: 1, kernelInitializer }).apply(hidden);
  const output = tf.layers.activation({ activation: 'sigmoid' }).apply(logit) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: output });
}
