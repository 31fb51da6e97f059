import * as tf from '@tensorflow/tfjs';

/**
 * Weighted mean cross-entropy of logits and labels. Its gradient is written down, weight · (probability - label), rather
 * than derived through logarithms: it cannot overflow, and takes half the operations.
 *
 * @param logits one a row
 * @param labels 0 or 1, same shape
 * @param weights same shape
 */
export function crossEntropy(logits: tf.Tensor, labels: tf.Tensor, weights: tf.Tensor): tf.Scalar {
  const loss = tf.customGrad((...args) => {
    const [x, save] = args as unknown as [tf.Tensor, tf.GradSaveFunc];
    // Whatever is not saved is gone by the time the gradient is computed.
    save([x, labels, weights]);
    const p = tf.sigmoid(x).clipByValue(1e-7, 1 - 1e-7);
    const value = tf.mean(tf.mul(weights, tf.log(tf.abs(tf.sub(tf.sub(1, labels), p))).neg()));
    return {
      value,
      gradFunc: (dy, saved) => {
        const [logit, label, weight] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
        return tf.mul(tf.mul(dy as tf.Tensor, 1 / x.size), tf.mul(weight, tf.sub(tf.sigmoid(logit), label)));
      },
    };
  });
  return loss(logits) as tf.Scalar;
}
