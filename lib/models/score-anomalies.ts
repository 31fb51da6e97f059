import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { LongOperation } from '../progress/long-operation.js';
import { makeYieldToEventLoop } from '../progress/yield-to-event-loop.js';
import { checkMatrix } from './check-matrix.js';
import { checkWidth } from './check-width.js';
import { reconstruct } from './reconstruct.js';
import { TOP_TOPICS, topTopics } from './top-topics.js';
import type { Autoencoder } from './train-autoencoder.js';

/** How unusual each record is, and because of what. */
export interface AnomalyScores {
  /**
   * Mean absolute error of the scaled features of each row: higher is more unusual. Not squared, so that a record that is a little
   * off in everything counts beside one that is far off in one feature.
   */
  readonly scores: Float32Array;
  /** `TOP_TOPICS` positions in `matrix.columns` a row, largest part of the error first; -1 where there are fewer. */
  readonly topColumns: Int16Array;
  /** The part of the row's error, 0 to 1, that each of `topColumns` has. */
  readonly topShares: Float32Array;
}

/**
 * Scores records by how badly an autoencoder gives their features back.
 *
 * @param matrix computed with the features that the model was trained on
 * @throws when the matrix has other features, a value that is not finite, or the signal is aborted
 *
 * @example
 * const { scores } = await scoreAnomalies(autoencoder, matrix);
 */
export async function scoreAnomalies(
  { model }: Pick<Autoencoder, 'model'>,
  matrix: FeatureMatrix,
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
