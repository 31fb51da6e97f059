import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { LongOperation } from '../progress/long-operation.js';
import { makeYieldToEventLoop } from '../progress/yield-to-event-loop.js';
import { checkMatrix } from './check-matrix.js';
import { checkWidth } from './check-width.js';
import { reconstruct } from './reconstruct.js';
import { TOP_TOPICS, topTopics } from './top-topics.js';
import type { Autoencoder } from './train-autoencoder.js';

/** Anomaly scores of records, and the features that contribute most to each. */
export interface AnomalyScores {
  /**
   * Mean absolute error of the scaled features of each row, 0 or more: higher is more anomalous. Errors are
   * not squared, so that small errors in many features count beside a large one in a single feature.
   */
  readonly scores: Float32Array;
  /**
   * Positions in `matrix.columns`, rows × `TOP_TOPICS`, row-major, largest part of the error first; -1 where
   * there are fewer.
   */
  readonly topColumns: Int16Array;
  /** Part of the row's error, 0 to 1, of each of `topColumns`; the same shape. */
  readonly topShares: Float32Array;
}

/**
 * Scores records by the reconstruction error of an autoencoder: the mean absolute error of their scaled
 * features.
 *
 * @param matrix rows × features, row-major and scaled, with the features that the model was trained on
 * @param autoencoder what `trainAutoencoder`, `trainOnSample` or `loadModel` returns
 * @param options `signal` stops between batches of rows
 * @returns one score per row, and the features with the largest parts of it
 * @throws when the matrix has other features or a value that is not finite; the signal's reason when stopped
 *
 * @example
 * const { matrix } = await extractFeatures(traffic);
 * const { scores } = await scoreAnomalies(matrix, await trainAutoencoder(matrix, { seed: 1 }));
 */
export async function scoreAnomalies(
  matrix: FeatureMatrix,
  { model }: Pick<Autoencoder, 'model'>,
  { signal, onProgress }: LongOperation = {},
): Promise<AnomalyScores> {
  checkMatrix(matrix);
  const width = matrix.columns.length;
  checkWidth(model, matrix);
  const yieldToEventLoop = makeYieldToEventLoop();
  const scores = new Float32Array(matrix.rows);
  const topColumns = new Int16Array(matrix.rows * TOP_TOPICS).fill(-1);
  const topShares = new Float32Array(matrix.rows * TOP_TOPICS);
  const top = topTopics(matrix.columns);
  for (const { from, rows, reconstructed: rebuilt } of reconstruct(model, matrix)) {
    for (let k = 0; k < rows; k++) {
      const row = from + k;
      const error = top(
        matrix.values,
        row * width,
        rebuilt,
        k * width,
        topColumns,
        topShares,
        row * TOP_TOPICS,
      );
      scores[row] = error / width;
    }
    onProgress?.({ done: from + rows, total: matrix.rows, unit: 'rows' });
    await yieldToEventLoop();
    signal?.throwIfAborted();
  }
  return { scores, topColumns, topShares };
}
