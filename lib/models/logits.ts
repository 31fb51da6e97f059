import type * as tf from '@tensorflow/tfjs';

/** Sends rows through a classifier up to its logit, which has useful gradients where the sigmoid is flat. */
export function logits(model: tf.LayersModel, x: tf.Tensor): tf.Tensor {
  // Without the input layer and the sigmoid.
  const dense = model.layers.slice(1, -1);
  return dense.reduce((tensor, layer) => layer.apply(tensor) as tf.Tensor, x);
}
