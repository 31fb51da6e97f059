import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import { checkMatrix } from '../../check-matrix.js';
import { type Detector, type DetectorDescription, type FitOptions, makeScorer } from '../detector.js';

/**
 * Makes a detector that measures how far the features of a record are from their medians: the power mean
 * (Σ |x|ᵖ / features)^(1/p) of the scaled features, which are 0 at the median. It learns nothing beyond the
 * medians and scales of the features.
 *
 * @param power an even number: 2 is the root mean square, and higher powers weigh the largest features more
 */
function powerMean<const Name extends string>(
  name: Name,
  power: number,
  description: DetectorDescription,
): Detector<Name, FitOptions, Record<string, never>> {
  const half = power / 2;
  const fitted = (columns: readonly FeatureColumn[]) => {
    const width = columns.length;
    const scorer = makeScorer(name, columns, (values, from, to, scores) => {
      for (let row = from; row < to; row++) {
        let sum = 0;
        for (let at = row * width; at < (row + 1) * width; at++) sum += (values[at]! * values[at]!) ** half;
        scores[row] = (sum / width) ** (1 / power);
      }
    });
    return {
      ...scorer,
      explain: async (matrix: FeatureMatrix, operation = {}) => ({
        scores: await scorer.score(matrix, operation),
        parts: matrix.values.map((value) => (value * value) ** half),
      }),
      state: () => ({}),
    };
  };
  return {
    name,
    network: false,
    describe: () => description,
    fit: async (matrix) => {
      checkMatrix(matrix);
      return fitted(matrix.columns);
    },
    restore: async (_, columns) => fitted(columns),
  };
}

/** The root mean square: a detector that is no better than this one is not worth its training. */
export const rootMeanSquare = powerMean('root mean square', 2, {
  score: 'the root mean square of the scaled features, which are 0 at the median',
  how: 'it measures how far all features together are from their medians, without training',
});

/** The root mean fourth power, in which the few features that are farthest from their medians count most. */
export const rootMeanFourthPower = powerMean('root mean fourth power', 4, {
  score: 'the fourth root of the mean fourth power of the scaled features, which are 0 at the median',
  how: 'it measures how far the farthest features are from their medians, without training',
});
