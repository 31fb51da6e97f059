import * as tf from '@tensorflow/tfjs';

/**
 * Sends rows through a classifier up to its logit, which has useful gradients where the sigmoid is flat.
 *
 * @param dropout part of the hidden units that is left out, for training
 * @param nextSeed gives another seed at each call: a dropout layer with a fixed one would always drop the same units
 */
export function logits(
  model: tf.LayersModel,
  x: tf.Tensor,
  { dropout, nextSeed }: { readonly dropout: number; readonly nextSeed: () => number } = {
    dropout: 0,
    nextSeed: () => 0,
  },
): tf.Tensor {
  // Without the input layer and the sigmoid.
  const dense = model.layers.slice(1, -1);
  return dense.reduce((tensor, layer, index) => {
    const out = layer.apply(tensor) as tf.Tensor;
    if (dropout === 0 || index === dense.length - 1) return out;
    const kept = tf.randomUniform(out.shape, 0, 1, 'float32', nextSeed()).greaterEqual(dropout);
    return out.mul(kept.cast('float32')).mul(1 / (1 - dropout));
  }, x);
}
