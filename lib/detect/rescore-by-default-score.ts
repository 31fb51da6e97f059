import { defaultScore } from '../models/detectors/unsupervised/default-score.js';
import type { LongOperation } from '../progress/long-operation.js';
import type { Detection } from './detect-anomalies.js';
import { applyThreshold } from './thresholds/threshold.js';

/**
 * Ranks the same records by the default score in place of the detection's own: isolation forest, ECOD and principal
 * components together, which `npm run bench -- detect` finds the better judge. Reasons stay those of the detection given, which
 * `reasonsNote` says. Equal scores, with reasons of their own: `detectAnomalies(traffic, { detector: 'default score' })`.
 *
 * @param detection by `detectAnomalies`, on traffic that is still open
 * @returns a detection whose scores are ln(1 / share of the records as unusual), the median of the three
 * @throws the signal's reason when stopped
 *
 * @example
 * const found = await rescoreByDefaultScore(await detectAnomalies(traffic, { seed: 1 }));
 * show(table(await topAnomalies(traffic, found, { most: 20 })));
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
