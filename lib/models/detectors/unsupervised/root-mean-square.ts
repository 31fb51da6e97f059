import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import { checkMatrix } from '../../check-matrix.js';
import { type Detector, type FitOptions, type FittedDetector, makeScorer } from '../detector.js';

function fitted(columns: readonly FeatureColumn[]): FittedDetector {
  const width = columns.length;
  const scorer = makeScorer(rootMeanSquare.name, columns, (values, from, to, scores) => {
    for (let row = from; row < to; row++) {
      let sum = 0;
      for (let at = row * width; at < (row + 1) * width; at++) sum += values[at]! * values[at]!;
      scores[row] = Math.sqrt(sum / width);
    }
  });
  return {
    ...scorer,
    explain: async (matrix, operation) => ({
      scores: await scorer.score(matrix, operation),
      parts: matrix.values.map((value) => value * value),
    }),
    state: () => ({}),
  };
}

/**
 * How far the features of a record are from their medians, all features together. It learns nothing beyond
 * the medians and scales of the features: a detector that is no better than this one is not worth its
 * training.
 */
export const rootMeanSquare: Detector<'root mean square', FitOptions, Record<string, never>> = {
  name: 'root mean square',
  network: false,
  describe: () => ({
    score: 'the root mean square of the scaled features, which are 0 at the median',
    how: 'it measures how far all features together are from their medians, without training',
  }),
  fit: async (matrix: FeatureMatrix) => {
    checkMatrix(matrix);
    return fitted(matrix.columns);
  },
  restore: async (_, columns) => fitted(columns),
};
