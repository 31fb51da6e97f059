import * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import { checkWidth } from './check-width.js';
import { logits } from './logits.js';
import type { Classifier } from './train-classifier.js';

/** Points on the path from the record of medians to the one explained. */
const PATH_STEPS = 64;

/**
 * Attributes a classifier's logit to features, relative to a record with the median in every feature:
 * integrated gradients (Sundararajan, Taly and Yan, Axiomatic Attribution for Deep Networks, 2017), by the
 * midpoint rule with 64 steps. The parts add up to the difference of the two logits.
 *
 * @param matrix rows × features, row-major and scaled
 * @param classifier trained on the same features
 * @param rows positions in the matrix of the records to explain
 * @returns `rows.length × matrix.columns.length` values, row-major, in units of the logit; a value above 0
 *   raises the probability of class 1
 * @throws when the matrix has other features than the model
 *
 * @example
 * const parts = integratedGradients(matrix, classifier, Int32Array.of(17));
 */
export function integratedGradients(
  matrix: FeatureMatrix,
  { model }: Pick<Classifier, 'model'>,
  rows: Int32Array,
): Float32Array {
  checkWidth(model, matrix);
  const width = matrix.columns.length;
  const parts = new Float32Array(rows.length * width);
  const gradient = tf.grad((x: tf.Tensor) => tf.sum(logits(model, x)));
  rows.forEach((row, k) => {
    const record = matrix.values.subarray(row * width, (row + 1) * width);
    const path = new Float32Array(PATH_STEPS * width);
    for (let i = 0; i < path.length; i++) {
      path[i] = record[i % width]! * ((Math.floor(i / width) + 0.5) / PATH_STEPS);
    }
    const slopes = tf.tidy(() => tf.mean(gradient(tf.tensor2d(path, [PATH_STEPS, width])), 0).dataSync());
    for (let j = 0; j < width; j++) parts[k * width + j] = slopes[j]! * record[j]!;
  });
  return parts;
}
