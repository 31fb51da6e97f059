import { sortedScores, type Threshold } from './threshold.js';

/**
 * A threshold by what a team can look at. Where scores at the edge are equal, there are fewer alerts rather than more.
 *
 * @param scores of all records of the span
 * @param alerts that can be looked at in a day
 * @param days that the records span
 * @throws when there are no scores, or alerts or days are not above 0
 *
 * @example
 * thresholdByAlertsADay(detection.scores, 20, 28).value;
 */
export function thresholdByAlertsADay(scores: Float32Array, alerts: number, days: number): Threshold {
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
