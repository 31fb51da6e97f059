import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { LongOperation } from '../progress/long-operation.js';
import { makeYieldToEventLoop } from '../progress/yield-to-event-loop.js';
import { checkMatrix } from './check-matrix.js';
import { checkWidth } from './check-width.js';
import { type Reconstruction, reconstruct } from './reconstruct.js';
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
  const yieldToEventLoop = makeYieldToEventLoop();
  const result = {
    scores: new Float32Array(matrix.rows),
    topColumns: new Int16Array(matrix.rows * TOP_TOPICS).fill(-1),
    topShares: new Float32Array(matrix.rows * TOP_TOPICS),
  };
  const scoreRows = rowScorer(matrix, result);
  for (const reconstruction of reconstruct(models, matrix)) {
    scoreRows(reconstruction);
    onProgress?.({ done: reconstruction.from + reconstruction.rows, total: matrix.rows, unit: 'rows' });
    await yieldToEventLoop();
    signal?.throwIfAborted();
  }
  return result;
}

/** Makes a function that scores reconstructed rows into arrays. */
function rowScorer(matrix: FeatureMatrix, { scores, topColumns, topShares }: AnomalyScores) {
  const width = matrix.columns.length;
  const top = topTopics(matrix.columns);
  const squares = new Float64Array(width);
  const parts = new Float64Array(width);
  return ({ from, rows, outputs }: Reconstruction): void => {
    for (let k = 0; k < rows; k++) {
      const row = from + k;
      scores[row] = scoreRow(matrix.values, row * width, outputs, k * width, squares, parts);
      top(parts, topColumns, topShares, row * TOP_TOPICS);
    }
  };
}

/**
 * Writes the part of each column, and returns the score of a row. It uses parameters only, which is faster than
 * variables around it.
 */
function scoreRow(
  values: Float32Array,
  at: number,
  outputs: readonly Float32Array[],
  outputAt: number,
  squares: Float64Array,
  parts: Float64Array,
): number {
  const width = parts.length;
  parts.fill(0);
  let score = 0;
  for (const output of outputs) {
    let sum = 0;
    for (let j = 0; j < width; j++) {
      const error = values[at + j]! - output[outputAt + j]!;
      squares[j] = error * error;
      sum += error * error;
    }
    score += Math.sqrt(sum / width);
    const factor = sum > 0 ? 1 / sum : 0;
    for (let j = 0; j < width; j++) parts[j] = parts[j]! + factor * squares[j]!;
  }
  return score / outputs.length;
}
