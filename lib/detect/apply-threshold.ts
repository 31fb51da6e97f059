import { inputError } from '../text/input-error.js';
import type { Detection } from './detect-anomalies.js';
import { thresholdByAlertsADay } from './thresholds/by-alerts-a-day.js';
import { thresholdByCost } from './thresholds/by-cost.js';
import { thresholdByExtremes } from './thresholds/by-extremes.js';
import { thresholdByQuantile } from './thresholds/by-quantile.js';
import { flagScores, type Threshold } from './thresholds/threshold.js';

/** How {@link applyThreshold} chooses the threshold: one of these five ways. */
export type ApplyThresholdOptions =
  /** At most so many alerts a day. `days`: days that the records span; 1 by default. */
  | { readonly alertsPerDay: number; readonly days?: number }
  /** Part of the scores at or below the threshold, 0 to 1. */
  | { readonly quantile: number }
  /** Lowest cost on labelled records. `labels`: 0 or 1 for each record; costs of a false alert and of a miss. */
  | { readonly labels: ArrayLike<number>; readonly falseAlert: number; readonly missed: number }
  /** Probability that the score of a typical record is above the threshold, above 0 and below 0.02. */
  | { readonly chance: number }
  /** A score. */
  | { readonly value: number };

/**
 * Returns the same scores with another threshold, and with the flags that follow from it. No model is trained
 * again.
 *
 * @param detection result of `detectAnomalies` or `scoreWith`
 * @param options the way to choose the threshold: `alertsPerDay` and `days`, `quantile`, `labels` with the
 *   costs `falseAlert` and `missed`, `chance` (peaks over threshold, Siffer et al. 2017), or `value`
 * @returns the detection with other `threshold`, `rule`, `isAnomaly`, `anomalies` and `model`
 * @throws when there are no scores, or a number is out of its range
 *
 * @example
 * const stricter = applyThreshold(detection, { alertsPerDay: 20, days: 28 });
 * console.log(`${stricter.anomalies} alerts; ${stricter.rule}`);
 */
export function applyThreshold(detection: Detection, options: ApplyThresholdOptions): Detection {
  const threshold = chooseThreshold(detection.scores, options);
  const isAnomaly = flagScores(detection.scores, threshold);
  return {
    ...detection,
    threshold: threshold.value,
    rule: threshold.rule,
    isAnomaly,
    anomalies: isAnomaly.reduce((sum, flag) => sum + flag, 0),
    model: { ...detection.model, threshold },
  };
}

function chooseThreshold(scores: Float32Array, options: ApplyThresholdOptions): Threshold {
  if ('alertsPerDay' in options) return thresholdByAlertsADay(scores, options.alertsPerDay, options);
  if ('quantile' in options) return thresholdByQuantile(scores, options.quantile);
  if ('labels' in options) return thresholdByCost(scores, options.labels, options);
  if ('chance' in options) return thresholdByExtremes(scores, options);
  if ('value' in options && Number.isFinite(options.value))
    return { value: options.value, rule: `above ${options.value.toPrecision(3)}, as given` };
  throw inputError('applyThreshold: give alertsPerDay, quantile, labels with costs, chance or value.');
}
