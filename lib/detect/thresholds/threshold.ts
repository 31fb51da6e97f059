/** Where alerts begin. It is chosen apart from the scores, and moving it never refits a model. */
export interface Threshold {
  /** A record is an alert if its score is above it. */
  readonly value: number;
  /** How it came about, in words. */
  readonly rule: string;
}

/**
 * Applies a threshold to scores.
 *
 * @returns 1 for an alert, else 0
 *
 * @example
 * const alerts = applyThreshold(detection.scores, thresholdByQuantile(detection.scores, 0.99));
 */
export function applyThreshold(scores: Float32Array, { value }: Pick<Threshold, 'value'>): Uint8Array {
  const alerts = new Uint8Array(scores.length);
  for (let row = 0; row < scores.length; row++) if (scores[row]! > value) alerts[row] = 1;
  return alerts;
}

/** Scores in ascending order, refused when there are none. */
export function sortedScores(scores: Float32Array): Float32Array {
  if (scores.length === 0)
    throw new Error('There are no scores to set a threshold on: score some records first.');
  return scores.slice().sort();
}
