import type * as tf from '@tensorflow/tfjs';

/**
 * Computes the logits of a classifier (rows × 1) for rows × features. Unlike the sigmoid, they have useful
 * gradients everywhere.
 */
export function logits(model: tf.LayersModel, x: tf.Tensor): tf.Tensor {
  // Without the input layer and the sigmoid.
  const dense = model.layers.slice(1, -1);
  return dense.reduce((tensor, layer) => layer.apply(tensor) as tf.Tensor, x);
}
