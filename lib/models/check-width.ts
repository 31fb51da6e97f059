import type * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';

/**
 * Checks that a matrix has as many features as a model was trained on.
 *
 * @throws when the numbers of features differ
 */
export function checkWidth(model: tf.LayersModel, { columns }: Pick<FeatureMatrix, 'columns'>): void {
  const expected = model.inputs[0]?.shape[1];
  if (expected === columns.length) return;
  throw new Error(
    `The model was trained on ${expected} features, but the matrix has ${columns.length}; use the features fitted with the model.`,
  );
}
