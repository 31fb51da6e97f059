import { mean, quantileSorted, variance } from 'simple-statistics';
import { sortedScores, type Threshold } from './threshold.js';

/** Scores above this quantile are the tail that is fitted (Siffer et al. use 0.98). */
const TAIL_QUANTILE = 0.98;
/** Minimum number of excesses for a fit of the tail. */
const MIN_EXCESSES = 20;

/** How rare an alert on a typical record is. */
export interface ExtremesOptions {
  /**
   * Probability that the score of a typical record is above the threshold, above 0 and below 0.02; 1e-4 by
   * default.
   */
  readonly chance?: number;
}

/**
 * Chooses the threshold that a typical record exceeds with a given probability, also beyond the largest
 * score, by peaks over threshold.
 *
 * The logarithms of the scores above the 0.98 quantile follow a generalized Pareto distribution, fitted by
 * its moments (Hosking and Wallis, 1987; Siffer et al., Anomaly Detection in Streams with Extreme Value
 * Theory, KDD 2017).
 *
 * @param scores at least 1,000 scores of typical records, higher is more anomalous
 * @throws when there are too few different scores above the 0.98 quantile, or `chance` is not above 0 and
 *   below 0.02
 *
 * @example
 * const threshold = thresholdByExtremes(detection.scores, { chance: 1e-4 });
 */
export function thresholdByExtremes(
  scores: Float32Array,
  { chance = 1e-4 }: ExtremesOptions = {},
): Threshold {
  const logs = Float64Array.from(sortedScores(scores), (score) => Math.log(Math.max(score, 1e-9)));
  if (!(chance > 0 && chance < 1 - TAIL_QUANTILE)) {
    throw new Error(
      `A chance of ${chance} is not in the tail: give one above 0 and below ${(1 - TAIL_QUANTILE).toFixed(2)}, such as 1e-4.`,
    );
  }
  const start = quantileSorted(logs as unknown as number[], TAIL_QUANTILE);
  const excesses = Array.from(
    logs.filter((log) => log > start),
    (log) => log - start,
  );
  if (excesses.length < MIN_EXCESSES || variance(excesses) === 0) {
    throw new Error(
      `Only ${excesses.length} scores that differ lie in the tail, and ${MIN_EXCESSES} are needed: give at least 1,000 scores, or use thresholdByQuantile.`,
    );
  }
  const ratio = mean(excesses) ** 2 / variance(excesses);
  const shape = (1 - ratio) / 2;
  const scale = (mean(excesses) * (ratio + 1)) / 2;
  const share = (chance * logs.length) / excesses.length;
  const beyond = Math.abs(shape) < 1e-6 ? -scale * Math.log(share) : (scale / shape) * (share ** -shape - 1);
  const value = Math.exp(start + beyond);
  return {
    value,
    rule: `a usual record is above it with chance ${chance} (peaks over threshold, shape ${shape.toFixed(2)}, ${excesses.length} excesses), that is above ${value.toPrecision(3)}`,
  };
}
