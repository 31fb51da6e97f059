import type { FeatureMatrix } from '../features/feature-matrix.js';
import { type AnomalyScores, TOP } from '../models/score-anomalies.js';
import { describeFeature } from './describe-feature.js';

/** One thing that makes a record unusual. */
export interface Reason {
  /** Name of the feature. */
  readonly feature: string;
  /** Part of the record's anomaly score that it accounts for, 0 to 1. */
  readonly share: number;
  /** In words and units, with what is usual beside it. */
  readonly text: string;
}

/** A feature that accounts for less of the score is not worth telling. */
const LEAST = 0.1;

/**
 * Makes a function that explains one record at a time, since the words for a million records would take more
 * memory than the records.
 *
 * @returns a function from a row of the matrix to its reasons, the weightiest first
 *
 * @example
 * const reasons = explainRecords(matrix, await scoreAnomalies(autoencoder, matrix));
 * console.log(reasons(0).map((r) => r.text).join('; '));
 */
export function explainRecords(
  matrix: FeatureMatrix,
  { topColumns, topShares }: AnomalyScores,
): (row: number) => readonly Reason[] {
  return (row) => {
    const reasons: Reason[] = [];
    for (let at = row * TOP; at < (row + 1) * TOP; at++) {
      const index = topColumns[at] ?? -1;
      const part = topShares[at] ?? 0;
      if (index < 0 || part < LEAST) break;
      const { name } = matrix.columns[index]!;
      reasons.push({ feature: name, share: part, text: describeFeature(matrix, row, index) });
    }
    return reasons;
  };
}
