import * as tf from '@tensorflow/tfjs';
import type { ClassifierSettings } from './classifier-options.js';
import { piecewiseEncoding, unitsOf } from './piecewise-encoding.js';

/**
 * Builds an untrained dense classifier whose output is the probability of class 1. Weights come from the seed (He et
 * al., 2015). The last two layers give the logit and its sigmoid.
 *
 * @param width features
 * @param edges of the bins by which features are encoded first; none when left out
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
