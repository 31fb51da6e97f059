import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import { all, doubles, object, where } from '../../../files/json-shape.js';
import { type Detector, type FitOptions, type FittedDetector, makeScorer } from '../detector.js';
import { MAX_FIT_ROWS, sampleRows } from '../sample-rows.js';

/** Minimum share of the total variance: directions with less are rounding errors. */
const MIN_VARIANCE_SHARE = 1e-7;

/** Means of columns and their principal components. */
export type Components = {
  /** One mean a column. */
  readonly means: Float64Array;
  /** Components × columns, row-major, each component divided by its standard deviation. */
  readonly directions: Float64Array;
};

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
  const columns = Int32Array.from(matrix.columns.keys());
  return fromState(componentsOf(matrix, rows, columns), matrix.columns);
}

/**
 * Computes the principal components of some columns of a matrix.
 *
 * @param rows positions of the rows to learn from, at least two
 * @param columns positions of the columns
 */
export function componentsOf(matrix: FeatureMatrix, rows: Int32Array, columns: Int32Array): Components {
  const { means, covariance } = moments(matrix, rows, columns);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(covariance, {
    assumeSymmetric: true,
  });
  const total = realEigenvalues.reduce((sum, value) => sum + Math.max(0, value), 0);
  const kept = realEigenvalues.flatMap((value, i) => (value > MIN_VARIANCE_SHARE * total ? [i] : []));
  const directions = Float64Array.from(
    kept.flatMap((i) => eigenvectorMatrix.getColumn(i).map((part) => part / Math.sqrt(realEigenvalues[i]!))),
  );
  return { means, directions };
}

function fromState(state: Components, columns: readonly FeatureColumn[]): FittedDetector {
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

function moments({ values, columns: all }: FeatureMatrix, rows: Int32Array, columns: Int32Array) {
  const [width, size] = [all.length, columns.length];
  const means = new Float64Array(size);
  for (const row of rows) {
    for (let j = 0; j < size; j++) means[j] = means[j]! + values[row * width + columns[j]!]! / rows.length;
  }
  const products = Array.from({ length: size }, () => new Float64Array(size));
  const centred = new Float64Array(size);
  for (const row of rows) {
    for (let j = 0; j < size; j++) centred[j] = values[row * width + columns[j]!]! - means[j]!;
    for (let j = 0; j < size; j++) {
      const line = products[j]!;
      const one = centred[j]!;
      for (let k = 0; k < size; k++) line[k] = line[k]! + one * centred[k]!;
    }
  }
  return { means, covariance: new Matrix(products).div(rows.length - 1) };
}

/** How far a record is from the mean along directions in which features vary together. */
export const principalComponents: Detector<'principal components', FitOptions, Components> = {
  name: 'principal components',
  network: false,
  describe: () => ({
    score: 'the squared distance from the mean along all principal components, each divided by its variance',
    how: 'it finds values that do not go together, though each may be usual',
  }),
  fit: fitPrincipalComponents,
  restore: async (state, columns) => fromState(state, columns),
  stateShape: ({ length }) =>
    object({
      means: doubles(length),
      directions: all(
        doubles(),
        where((value) => (value as Float64Array).length % length === 0),
      ),
    }),
};
