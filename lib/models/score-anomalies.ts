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
  /** Score of each row, higher is more anomalous. */
  readonly scores: Float32Array;
  /**
   * Positions in `matrix.columns`, rows × `TOP_TOPICS`, row-major, largest part of the score first; -1 where
   * there are fewer.
   */
  readonly topColumns: Int16Array;
  /** Part of the row's score, 0 to 1, of each of `topColumns`; the same shape. */
  readonly topShares: Float32Array;
}

/**
 * Scores records by the reconstruction error of an autoencoder: the root mean squared error of their scaled
 * features, averaged over its networks.
 *
 * The part of a feature is its share of the sum of squared errors, averaged over the networks.
 *
 * @param matrix rows × features, row-major and scaled, with the features that the model was trained on
 * @param autoencoder what `trainAutoencoder`, `trainOnSample` or `loadModel` returns
 * @param options `signal` stops between batches of rows
 * @returns one score per row, 0 or more, and the features with the largest parts of it
 * @throws when the matrix has other features or a value that is not finite; the signal's reason when stopped
 *
 * @example
 * const { matrix } = await extractFeatures(traffic);
 * const { scores } = await scoreAnomalies(matrix, await trainAutoencoder(matrix, { seed: 1 }));
 */
export async function scoreAnomalies(
  matrix: FeatureMatrix,
  { models }: Pick<Autoencoder, 'models'>,
  { signal, onProgress }: LongOperation = {},
): Promise<AnomalyScores> {
  checkMatrix(matrix);
  for (const model of models) checkWidth(model, matrix);
  const { values, columns } = matrix;
  const width = columns.length;
  const yieldToEventLoop = makeYieldToEventLoop();
  const scores = new Float32Array(matrix.rows);
  const topColumns = new Int16Array(matrix.rows * TOP_TOPICS).fill(-1);
  const topShares = new Float32Array(matrix.rows * TOP_TOPICS);
  const top = topTopics(columns);
  const squares = new Float64Array(width);
  const parts = new Float64Array(width);
  for (const { from, rows, outputs } of reconstruct(models, matrix)) {
    for (let k = 0; k < rows; k++) {
      const row = from + k;
      parts.fill(0);
      let score = 0;
      for (const output of outputs) {
        let sum = 0;
        for (let j = 0; j < width; j++) {
          const error = values[row * width + j]! - output[k * width + j]!;
          squares[j] = error * error;
          sum += error * error;
        }
        score += Math.sqrt(sum / width);
        const factor = sum > 0 ? 1 / sum : 0;
        for (let j = 0; j < width; j++) parts[j]! += factor * squares[j]!;
      }
      scores[row] = score / outputs.length;
      top(parts, topColumns, topShares, row * TOP_TOPICS);
    }
    onProgress?.({ done: from + rows, total: matrix.rows, unit: 'rows' });
    await yieldToEventLoop();
    signal?.throwIfAborted();
  }
  return { scores, topColumns, topShares };
}
