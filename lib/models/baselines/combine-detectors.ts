import type { FeatureMatrix } from '../../features/feature-matrix.js';
import type { Detector } from './detector.js';
import { sampleRows } from './sample-rows.js';
import { surpriseOfScore } from './surprise-of-score.js';
import { takeRows } from './take-rows.js';

/** Records whose scores tell how surprising a score is: the last of a hundred thousand is one in a hundred thousand. */
const REFERENCE_ROWS = 100_000;

/**
 * Joins detectors into one: the mean of how surprising each finds a record, in ln(1 / share of the training records
 * that it finds as unusual). No detector is preferred, and none is chosen by its result.
 *
 * @param detectors at least one, fitted on the matrix
 * @param matrix the records they were fitted on
 * @throws when there is no detector, or the matrix has other features
 *
 * @example
 * const both = await combineDetectors('both', [await fitEcod(matrix), await fitRobustZ(matrix)], matrix);
 */
export async function combineDetectors(
  name: string,
  detectors: readonly Detector[],
  matrix: FeatureMatrix,
  { seed = 1 }: { readonly seed?: number } = {},
): Promise<Detector> {
  if (detectors.length === 0) throw new Error(`“${name}” combines no detector: give at least one.`);
  const rows = sampleRows(matrix, REFERENCE_ROWS, seed);
  const reference = rows.length === matrix.rows ? matrix : takeRows(matrix, rows);
  const members: { readonly detector: Detector; readonly surprise: (score: number) => number }[] = [];
  for (const detector of detectors) {
    members.push({ detector, surprise: surpriseOfScore(await detector.score(reference)) });
  }
  return {
    name,
    score: async (given, operation = {}) => {
      const scores = new Float32Array(given.rows);
      const { onProgress, ...stop } = operation;
      for (const [i, { detector, surprise }] of members.entries()) {
        const own = await detector.score(given, stop);
        for (let row = 0; row < own.length; row++) {
          scores[row] = scores[row]! + surprise(own[row]!) / members.length;
        }
        onProgress?.({ done: i + 1, total: members.length, unit: 'detectors', note: detector.name });
      }
      return scores;
    },
  };
}
