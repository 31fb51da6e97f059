import { fitDefaultDetector } from '../models/baselines/default-detector.js';
import type { LongOperation } from '../progress/long-operation.js';
import type { Detection } from './detect-anomalies.js';
import { verdicts } from './thresholds/threshold.js';

/**
 * How rare a record must be to two of the three detectors. On simulations that no figure of this project is judged by, nearly nine of
 * ten records beyond it were attacks; at most 0.75 % of the records can be, since each detector finds 0.5 % so rare.
 */
const ONE_IN = 200;

/**
 * Ranks the same records by the default score in place of the autoencoder's error: isolation forest, ECOD and principal
 * components together, which `npm run bench -- detect` finds the better judge. Reasons stay the autoencoder's: what it
 * could not give back.
 *
 * @param found by `detectAnomalies`, on traffic that is still open
 * @returns a detection whose scores are ln(1 / share of the records as unusual), the median of the three
 * @throws the signal's reason when stopped
 *
 * @example
 * const found = await byDefaultScore(await detectAnomalies(traffic, { seed: 1 }));
 * show(table(await mostUnusual(traffic, found, { most: 20 })));
 */
export async function byDefaultScore(found: Detection, operation: LongOperation = {}): Promise<Detection> {
  const { signal } = operation;
  const matrix = await found.matrix(signal && { signal });
  const detector = await fitDefaultDetector(matrix, { seed: found.seed });
  const scores = await detector.score(matrix, operation);
  const threshold = Math.log(ONE_IN);
  const isAnomaly = verdicts(scores, { value: threshold });
  return {
    ...found,
    scores,
    isAnomaly,
    anomalies: isAnomaly.reduce((sum, flag) => sum + flag, 0),
    threshold,
    rule: `is_anomaly where two of isolation forest, ECOD and principal components find fewer than one record in ${ONE_IN} as unusual, that is anomaly_score above ${threshold.toFixed(2)}`,
  };
}
