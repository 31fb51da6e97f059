import { mean, medianAbsoluteDeviation, medianSorted } from 'simple-statistics';
import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import { all, doubles, object, where } from '../../../files/json-shape.js';
import { type Detector, type FitOptions, type FittedDetector, makeScorer } from '../detector.js';
import { columnAt, MAX_FIT_ROWS, sampleRows } from '../sample-rows.js';

/** 1 / Φ⁻¹(3/4): makes the MAD of normal data their standard deviation. */
const MAD_TO_SIGMA = 1 / 0.6745;
/**
 * √(π/2): the same for the mean absolute deviation, for when over half of the values agree and the MAD is 0.
 */
const MEAN_AD_TO_SIGMA = 1.253314;

/** Of each feature its median, and the robust standard deviation, which is 0 where it was constant. */
type State = { readonly medians: Float64Array; readonly scales: Float64Array };

/**
 * Fits the largest modified z-score: the robust standard deviations from the median in the feature where a
 * record is farthest (Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993). Constant features are
 * ignored.
 *
 * @param matrix rows × features, row-major and scaled, at least two rows
 * @throws when there are fewer than two rows, or a value is not finite
 *
 * @example
 * const scores = await (await fitRobustZ(matrix)).score(matrix);
 */
export async function fitRobustZ(
  matrix: FeatureMatrix,
  { seed = 1 }: FitOptions = {},
): Promise<FittedDetector> {
  const rows = sampleRows(matrix, MAX_FIT_ROWS, seed);
  const width = matrix.columns.length;
  const medians = new Float64Array(width);
  const scales = new Float64Array(width);
  for (let j = 0; j < width; j++) {
    const values = Array.from(columnAt(matrix, rows, j).sort());
    const middle = medianSorted(values);
    const mad = medianAbsoluteDeviation(values);
    medians[j] = middle;
    scales[j] =
      mad > 0 ? mad * MAD_TO_SIGMA : mean(values.map((value) => Math.abs(value - middle))) * MEAN_AD_TO_SIGMA;
  }
  return fromState({ medians, scales }, matrix.columns);
}

function fromState(state: State, columns: readonly FeatureColumn[]): FittedDetector {
  const { medians, scales } = state;
  const width = columns.length;
  const scorer = makeScorer(robustZ.name, columns, (values, from, to, scores) => {
    for (let row = from; row < to; row++) {
      let largest = 0;
      for (let j = 0; j < width; j++) {
        if (scales[j] === 0) continue;
        const z = Math.abs(values[row * width + j]! - medians[j]!) / scales[j]!;
        if (z > largest) largest = z;
      }
      scores[row] = largest;
    }
  });
  return { ...scorer, state: () => state };
}

/** How far a record is from the median in one feature. */
export const robustZ: Detector<'robust z', FitOptions, State> = {
  name: 'robust z',
  network: false,
  describe: () => ({
    score: 'the largest modified z-score of a record’s features',
    how: 'it measures in each feature how many robust standard deviations a record is from the median',
  }),
  fit: fitRobustZ,
  restore: async (state, columns) => fromState(state, columns),
  stateShape: ({ length }) =>
    object({
      medians: doubles(length),
      scales: all(
        doubles(length),
        where((scales) => (scales as Float64Array).every((scale) => scale >= 0)),
      ),
    }),
};
