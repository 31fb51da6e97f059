import * as tf from '@tensorflow/tfjs';
import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { LongOperation } from '../progress/long-operation.js';
import { makeYieldToEventLoop } from '../progress/yield-to-event-loop.js';
import { batches } from './batches.js';
import { checkMatrix } from './check-matrix.js';
import { checkScores } from './check-scores.js';
import { checkWidth } from './check-width.js';
import type { Classifier } from './train-classifier.js';

/** Rows of a forward pass. */
const BATCH_ROWS = 8_192;

/**
 * Predicts the probability of class 1 for each row.
 *
 * @param matrix rows × features, row-major and scaled, with the features that the model was trained on
 * @param classifier what `trainClassifier` or `loadModel` returns
 * @param options `signal` stops between batches of rows
 * @returns one probability per row, 0 to 1
 * @throws when the matrix has other features or a value that is not finite; the signal's reason when stopped
 *
 * @example
 * const probabilities = await classify(matrix, classifier);
 */
export async function classify(
  matrix: FeatureMatrix,
  { model }: Pick<Classifier, 'model'>,
  { signal, onProgress }: LongOperation = {},
): Promise<Float32Array> {
  checkMatrix(matrix);
  checkWidth(model, matrix);
  const yieldToEventLoop = makeYieldToEventLoop();
  const scores = new Float32Array(matrix.rows);
  let done = 0;
  for (const { values, rows } of batches(
    matrix,
    Int32Array.from({ length: matrix.rows }, (_, i) => i),
    BATCH_ROWS,
  )) {
    const output = tf.tidy(
      () => model.predictOnBatch(tf.tensor2d(values, [rows, matrix.columns.length])) as tf.Tensor,
    );
    scores.set(output.dataSync<'float32'>(), done);
    output.dispose();
    done += rows;
    onProgress?.({ done, total: matrix.rows, unit: 'rows' });
    await yieldToEventLoop();
    signal?.throwIfAborted();
  }
  return checkScores(scores, 'classifier');
}
