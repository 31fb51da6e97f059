import { defaultScore } from '../models/detectors/unsupervised/default-score.js';
import type { LongOperation } from '../progress/long-operation.js';
import type { Detection } from './detect-anomalies.js';
import { applyThreshold } from './thresholds/threshold.js';

/**
 * Scores the records of a detection again with the default score: isolation forest, ECOD and principal
 * components together, the best ranking in `npm run bench -- detect`.
 *
 * The reasons remain those of the given detection, as `reasonsNote` states. `detectAnomalies(traffic, {
 * detector: 'default score' })` gives the same scores with the reasons of the default score.
 *
 * @param detection what `detectAnomalies` returns, of traffic that is still open
 * @param options `signal` stops the scoring, `onProgress` receives its progress
 * @returns a detection whose scores are ln(1 / share of records as anomalous), the median of the three
 *   detectors
 * @throws the signal's reason when stopped
 *
 * @example
 * const detection = await detectAnomalies(traffic, { seed: 1 });
 * const combined = await rescoreByDefaultScore(detection);
 * console.log(`${combined.anomalies} anomalies; ${combined.rule}`);
 */
export async function rescoreByDefaultScore(
  detection: Detection,
  options: LongOperation = {},
): Promise<Detection> {
  const { signal } = options;
  const stop = signal && { signal };
  const matrix = await detection.matrix(stop);
  const fitted = await defaultScore.fit(matrix, { seed: detection.seed, ...stop });
  const scores = await fitted.score(matrix, options);
  const { threshold, rule } = defaultScore.anomalyRule!;
  const isAnomaly = applyThreshold(scores, { value: threshold });
  return {
    ...detection,
    detector: defaultScore.name,
    description: defaultScore.describe(matrix.columns.length),
    scores,
    isAnomaly,
    anomalies: isAnomaly.reduce((sum, flag) => sum + flag, 0),
    threshold,
    rule,
    reasonsNote: `those of another score: ${detection.description.score}`,
  };
}
