import type { FeatureMatrix } from '../../features/feature-matrix.js';
import type { Detector } from './detector.js';
import { sampleRows } from './sample-rows.js';
import { surpriseOfScore } from './surprise-of-score.js';
import { takeRows } from './take-rows.js';

/** Records whose scores tell how surprising a score is: the last of a hundred thousand is one in a hundred thousand. */
const REFERENCE_ROWS = 100_000;

/**
 * Joins detectors into one: the median of how surprising they find a record, in ln(1 / share of the training records
 * that are as unusual to it). No detector is preferred, none is chosen by its result, and the median lets none of three spoil
 * what the two others agree on; of an even number it is the mean of the two in the middle.
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
  const members: {
    readonly detector: Detector;
    readonly surprise: (scores: Float32Array) => Float32Array;
  }[] = [];
  for (const detector of detectors) {
    members.push({ detector, surprise: surpriseOfScore(await detector.score(reference)) });
  }
  return {
    name,
    score: async (given, operation = {}) => {
      const { onProgress, ...stop } = operation;
      const surprises: Float32Array[] = [];
      for (const [i, { detector, surprise }] of members.entries()) {
        surprises.push(surprise(await detector.score(given, stop)));
        onProgress?.({ done: i + 1, total: members.length, unit: 'detectors', note: detector.name });
      }
      const upper = members.length >> 1;
      const lower = (members.length - 1) >> 1;
      const own = new Float32Array(members.length);
      return Float32Array.from({ length: given.rows }, (_, row) => {
        // Put in order one by one: for so few, sorting costs as much as a detector.
        for (let i = 0; i < own.length; i++) {
          const value = surprises[i]![row]!;
          let place = i;
          for (; place > 0 && own[place - 1]! > value; place--) own[place] = own[place - 1]!;
          own[place] = value;
        }
        return (own[lower]! + own[upper]!) / 2;
      });
    },
  };
}
