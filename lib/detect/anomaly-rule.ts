import { mean, median } from 'simple-statistics';

/** Iglewicz and Hoaglin's bound for a modified z-score, beyond which a value is a potential outlier. */
const MAX_MODIFIED_Z = 3.5;
/** 1 / Φ⁻¹(3/4): makes the MAD of normal data their standard deviation. */
const MAD_TO_SIGMA = 1 / 0.6745;
/**
 * √(π/2): the same factor for the mean absolute deviation, used when more than half of the scores are equal
 * and the MAD is 0.
 */
const MEAN_AD_TO_SIGMA = 1.253314;
/** Lower scores are rounding errors, whose logarithms would be noise. */
const MIN_SCORE = 1e-9;

/** A threshold on scores and its derivation. */
export interface AnomalyRule {
  /** A record is an anomaly when its score is above this value. */
  readonly threshold: number;
  /** The derivation in words. */
  readonly rule: string;
}

/**
 * Computes the default threshold for anomalies: a modified z-score of the logarithm of the score above 3.5
 * (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993). The share of anomalies is not preset and
 * may be 0.
 *
 * @param scores anomaly scores, higher is more anomalous
 * @throws when there are no scores
 *
 * @example
 * const { threshold, rule } = anomalyRule(detection.scores);
 */
export function anomalyRule(scores: Float32Array): AnomalyRule {
  if (scores.length === 0)
    throw new Error('There are no scores to set a threshold on: score some records first.');
  const logs = Float64Array.from(scores);
  for (let row = 0; row < logs.length; row++) logs[row] = Math.log(Math.max(logs[row]!, MIN_SCORE));
  const middle = median(asNumberArray(logs));
  for (let row = 0; row < logs.length; row++) logs[row] = Math.abs(logs[row]! - middle);
  const mad = median(asNumberArray(logs));
  const sigma = mad > 0 ? mad * MAD_TO_SIGMA : mean(asNumberArray(logs)) * MEAN_AD_TO_SIGMA;
  // Equal scores have no outliers: rounding must not make any.
  const threshold =
    sigma > 0
      ? Math.exp(middle + MAX_MODIFIED_Z * sigma)
      : scores.reduce((highest, score) => Math.max(highest, score), 0);
  return {
    threshold,
    rule:
      `is_anomaly where the modified z-score of the logarithm of anomaly_score is above ${MAX_MODIFIED_Z}, ` +
      `that is anomaly_score above ${threshold.toPrecision(3)} (Iglewicz and Hoaglin 1993; no share is preset)`,
  };
}

/**
 * `median` selects from a typed array in a quarter of the time of a sort; it uses only elements, `length` and
 * `slice`.
 */
const asNumberArray = (values: Float64Array) => values as unknown as number[];
