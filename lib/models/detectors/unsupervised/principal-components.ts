import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import { type Detector, type FitOptions, type FittedDetector, makeScorer } from '../detector.js';
import { MAX_FIT_ROWS, sampleRows } from '../sample-rows.js';

/** Minimum share of the total variance: directions with less are rounding errors. */
const MIN_VARIANCE_SHARE = 1e-7;

/**
 * The mean of each feature, and one row of as many numbers a component, divided by its standard deviation.
 */
type State = { readonly means: Float64Array; readonly directions: Float64Array };

/**
 * Fits principal components: how far a record is from the mean, each direction measured by its own standard
 * deviation (Shyu, Chen, Sarinnapakorn and Chang, A Novel Anomaly Detection Scheme Based on Principal
 * Component Classifier, 2003, with all components). It finds unusual combinations of values that are typical
 * each.
 *
 * @param matrix rows × features, row-major and scaled, at least two rows
 * @throws when there are fewer than two rows, or a value is not finite
 *
 * @example
 * const scores = await (await fitPrincipalComponents(matrix)).score(matrix);
 */
export async function fitPrincipalComponents(
  matrix: FeatureMatrix,
  { seed = 1 }: FitOptions = {},
): Promise<FittedDetector> {
  const rows = sampleRows(matrix, MAX_FIT_ROWS, seed);
  const { means, covariance } = moments(matrix, rows);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  });
  const total = realEigenvalues.reduce((sum, value) => sum + Math.max(0, value), 0);
  const kept = realEigenvalues.flatMap((value, i) => (value > MIN_VARIANCE_SHARE * total ? [i] : []));
  const directions = Float64Array.from(
    kept.flatMap((i) => eigenvectorMatrix.getColumn(i).map((part) => part / Math.sqrt(realEigenvalues[i]!))),
  );
  return fromState({ means, directions }, matrix.columns);
}

function fromState(state: State, columns: readonly FeatureColumn[]): FittedDetector {
  const { means, directions } = state;
  const width = columns.length;
  const scorer = makeScorer(principalComponents.name, columns, (values, from, to, scores) => {
    const centred = new Float64Array(width);
    for (let row = from; row < to; row++) {
      for (let j = 0; j < width; j++) centred[j] = values[row * width + j]! - means[j]!;
      let sum = 0;
      for (let i = 0; i < directions.length; i += width) {
        let along = 0;
        for (let j = 0; j < width; j++) along += directions[i + j]! * centred[j]!;
        sum += along * along;
      }
      scores[row] = sum;
    }
  });
  return { ...scorer, state: () => state };
}

function moments({ values, columns }: FeatureMatrix, rows: Int32Array) {
  const width = columns.length;
  const means = new Float64Array(width);
  for (const row of rows) {
    for (let j = 0; j < width; j++) means[j] = means[j]! + values[row * width + j]! / rows.length;
  }
  const products = Array.from({ length: width }, () => new Float64Array(width));
  const centred = new Float64Array(width);
  for (const row of rows) {
    for (let j = 0; j < width; j++) centred[j] = values[row * width + j]! - means[j]!;
    for (let j = 0; j < width; j++) {
      const line = products[j]!;
      const one = centred[j]!;
      for (let k = 0; k < width; k++) line[k] = line[k]! + one * centred[k]!;
    }
  }
  return { means, covariance: new Matrix(products).div(rows.length - 1) };
}

/** How far a record is from the mean along directions in which features vary together. */
export const principalComponents: Detector<'principal components', FitOptions, State> = {
  name: 'principal components',
  network: false,
  describe: () => ({
    score: 'the squared distance from the mean along all principal components, each divided by its variance',
    how: 'it finds values that do not go together, though each may be usual',
  }),
  fit: fitPrincipalComponents,
  restore: async (state, columns) => fromState(state, columns),
};
