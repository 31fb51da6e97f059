/** The score above which a record is an alert. Changing it never refits a model. */
export interface Threshold {
  /** A record is an alert when its score is above this value. */
  readonly value: number;
  /** How the value was chosen, in words. */
  readonly rule: string;
}

/**
 * Flags the scores that are above a threshold.
 *
 * @param scores one score per record, higher is more anomalous
 * @returns one flag per score: 1 for an alert, else 0
 */
export function flagScores(scores: Float32Array, { value }: Pick<Threshold, 'value'>): Uint8Array {
  const alerts = new Uint8Array(scores.length);
  for (let row = 0; row < scores.length; row++) if (scores[row]! > value) alerts[row] = 1;
  return alerts;
}

/**
 * Sorts scores in ascending order.
 *
 * @throws when there are no scores
 */
export function sortedScores(scores: Float32Array): Float32Array {
  if (scores.length === 0)
    throw new Error('There are no scores to set a threshold on: score some records first.');
  return scores.slice().sort();
}
