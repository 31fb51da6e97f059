import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import { object } from '../../../files/json-shape.js';
import { checkMatrix } from '../../check-matrix.js';
import {
  type Detector,
  type DetectorDescription,
  type ExplainOptions,
  type FitOptions,
  makeScorer,
} from '../detector.js';

const square = (x: number): number => x * x;
const fourthPower = (x: number): number => x * x * (x * x);

/**
 * Makes a detector that measures how far the features of a record are from their medians: the power mean
 * (Σ |x|ᵖ / features)^(1/p) of the scaled features, which are 0 at the median. It learns nothing beyond the
 * medians and scales of the features.
 *
 * @param power 2 is the root mean square, and 4 weighs the largest features more
 */
function powerMean<const Name extends string>(
  name: Name,
  power: 2 | 4,
  description: DetectorDescription,
): Detector<Name, FitOptions, Record<string, never>> {
  // Multiplications, which take a tenth of the time of `**`.
  const raise = power === 2 ? square : fourthPower;
  const root = power === 2 ? Math.sqrt : (x: number) => Math.sqrt(Math.sqrt(x));
  const fitted = (columns: readonly FeatureColumn[]) => {
    const width = columns.length;
    const scorer = makeScorer(name, columns, (values, from, to, scores) => {
      for (let row = from; row < to; row++) {
        let sum = 0;
        for (let at = row * width; at < (row + 1) * width; at++) sum += raise(values[at]!);
        scores[row] = root(sum / width);
      }
    });
    return {
      ...scorer,
      explain: async (
        matrix: FeatureMatrix,
        { parts = new Float32Array(matrix.values.length), ...operation }: ExplainOptions = {},
      ) => {
        for (let at = 0; at < parts.length; at++) parts[at] = raise(matrix.values[at]!);
        return { scores: await scorer.score(matrix, operation), parts };
      },
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
    stateShape: () => object({}),
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
