import { sortedScores, type Threshold } from './threshold.js';

/** Time span of the scores that a number of alerts a day refers to. */
export interface AlertsADayOptions {
  /** Days that the records span, above 0; 1 by default. */
  readonly days?: number;
}

/**
 * Chooses the lowest threshold that gives at most a number of alerts a day. With equal scores at the
 * threshold there are fewer alerts.
 *
 * @param scores one score per record of the whole time span, higher is more anomalous
 * @param alerts maximum number of alerts a day, above 0
 * @throws when there are no scores, or `alerts` or `days` is not above 0
 *
 * @example
 * const threshold = thresholdByAlertsADay(detection.scores, 20, { days: 28 });
 */
export function thresholdByAlertsADay(
  scores: Float32Array,
  alerts: number,
  { days = 1 }: AlertsADayOptions = {},
): Threshold {
  const sorted = sortedScores(scores);
  if (!(alerts > 0 && days > 0)) {
    throw new Error(`${alerts} alerts a day over ${days} days is none: give numbers above 0.`);
  }
  const budget = Math.floor(alerts * days);
  const value = budget >= sorted.length ? Number.NEGATIVE_INFINITY : sorted[sorted.length - 1 - budget]!;
  return {
    value,
    rule: `at most ${alerts} alerts a day over ${Number(days.toFixed(2))} days, that is above ${value.toPrecision(3)}`,
  };
}
