import * as tf from '@tensorflow/tfjs';
import type { AutoencoderSettings } from './autoencoder-options.js';

/**
 * Builds an untrained autoencoder: dense layers that narrow to the middle and widen again, and a linear
 * output layer. Initial weights are Glorot uniform (Glorot and Bengio, 2010), drawn with the seed.
 *
 * @param width number of features of the input and the output
 */
export function buildAutoencoder(
  width: number,
  { layers, activation, seed }: Pick<AutoencoderSettings, 'layers' | 'activation' | 'seed'>,
): tf.LayersModel {
  const dense = (units: number, index: number, last: boolean) =>
    tf.layers.dense({
      units,
      activation: last ? 'linear' : activation,
      kernelInitializer: tf.initializers.glorotUniform({ seed: seed + index }),
    });
  const input = tf.input({ shape: [width] });
  const output = [...layers, width].reduce(
    (tensor, units, index) => dense(units, index, index === layers.length).apply(tensor) as tf.SymbolicTensor,
    input,
  );
  return tf.model({ inputs: input, outputs: output });
}
