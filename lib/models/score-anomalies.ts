import type { FeatureMatrix } from '../features/feature-matrix.js';
import type { LongOperation } from '../progress/long-operation.js';
import { makeYieldToEventLoop } from '../progress/yield-to-event-loop.js';
import { checkMatrix } from './check-matrix.js';
import { checkWidth } from './check-width.js';
import type { ExplainedScores, ExplainOptions } from './detectors/detector.js';
import { type Reconstruction, reconstruct } from './reconstruct.js';
import type { Autoencoder } from './train-autoencoder.js';

/**
 * Scores records by the reconstruction error of an autoencoder: the root mean squared error of their scaled
 * features, averaged over its networks.
 *
 * @param matrix rows × features, row-major and scaled, with the features that the model was trained on
 * @param autoencoder what `trainAutoencoder` returns
 * @param options `signal` stops between batches of rows
 * @returns one score per row, 0 or more
 * @throws when the matrix has other features or a value that is not finite; the signal's reason when stopped
 *
 * @example
 * const { matrix } = await extractFeatures(traffic);
 * const scores = await scoreAnomalies(matrix, await trainAutoencoder(matrix, { seed: 1 }));
 */
export async function scoreAnomalies(
  matrix: FeatureMatrix,
  { models }: Pick<Autoencoder, 'models'>,
  options: LongOperation = {},
): Promise<Float32Array> {
  const scores = new Float32Array(matrix.rows);
  await reconstructRows(matrix, models, options, rowScorer(matrix, scores));
  return scores;
}

/**
 * Scores records as `scoreAnomalies` does, and divides each score among the features: the part of a feature
 * is its share of the sum of squared errors, averaged over the networks.
 */
export async function explainAnomalies(
  matrix: FeatureMatrix,
  { models }: Pick<Autoencoder, 'models'>,
  { parts = new Float32Array(matrix.values.length), ...options }: ExplainOptions = {},
): Promise<ExplainedScores> {
  const scores = new Float32Array(matrix.rows);
  parts.fill(0);
  await reconstructRows(matrix, models, options, rowScorer(matrix, scores, parts));
  return { scores, parts };
}

async function reconstructRows(
  matrix: FeatureMatrix,
  models: Autoencoder['models'],
  { signal, onProgress }: LongOperation,
  take: (reconstruction: Reconstruction) => void,
): Promise<void> {
  checkMatrix(matrix);
  for (const model of models) checkWidth(model, matrix);
  const yieldToEventLoop = makeYieldToEventLoop();
  for (const reconstruction of reconstruct(models, matrix)) {
    take(reconstruction);
    onProgress?.({ done: reconstruction.from + reconstruction.rows, total: matrix.rows, unit: 'rows' });
    await yieldToEventLoop();
    signal?.throwIfAborted();
  }
}

/** Makes a function that scores reconstructed rows into arrays; within an async function, loops are slower. */
function rowScorer({ values, columns }: FeatureMatrix, scores: Float32Array, parts?: Float32Array) {
  const width = columns.length;
  return ({ from, rows, outputs }: Reconstruction): void => {
    for (let k = 0; k < rows; k++) {
      const at = (from + k) * width;
      let score = 0;
      for (let network = 0; network < outputs.length; network++) {
        const output = outputs[network]!;
        let sum = 0;
        for (let j = 0; j < width; j++) {
          const error = values[at + j]! - output[k * width + j]!;
          sum += error * error;
        }
        score += Math.sqrt(sum / width);
        if (parts === undefined || sum === 0) continue;
        for (let j = 0; j < width; j++) {
          const error = values[at + j]! - output[k * width + j]!;
          parts[at + j]! += (error * error) / sum;
        }
      }
      scores[from + k] = score / outputs.length;
    }
  };
}
