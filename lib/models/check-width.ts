import type * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';

/**
 * Refuses a matrix with another number of features than a model was trained on.
 *
 * @throws when they differ
 */
export function checkWidth(model: tf.LayersModel, { columns }: Pick<FeatureMatrix, 'columns'>): void {
  const expected = model.inputs[0]?.shape[1];
  if (expected === columns.length) return;
  throw new Error(
    `The model was trained on ${expected} features, but the matrix has ${columns.length}; use the features fitted with the model.`,
  );
}
