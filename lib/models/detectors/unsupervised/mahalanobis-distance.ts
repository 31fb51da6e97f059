import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import { all, count, doubles, integers, listOf, object, text, where } from '../../../files/json-shape.js';
import type { Detector, FitOptions, FittedDetector } from '../detector.js';
import { MAX_FIT_ROWS, sampleRows } from '../sample-rows.js';
import {
  type CategoryColumn,
  categoriesOf,
  codesOf,
  logarithmOf,
  type Measure,
  quantitiesOf,
  rarityBeyondMedian,
  sumOverColumns,
} from './flow-columns.js';

/** Values of a traffic column with a one-hot column of their own, the most frequent; all others share one. */
export const MAX_ONE_HOT_VALUES = 64;

/** Smallest standard deviation of logarithms: quantities that vary less are constant. */
const MIN_DEVIATION = 1e-9;

/**
 * Minimum eigenvalue of the correlations, as a share of the largest: directions with less variance are rounding
 * errors. One of them is the sum of the one-hot columns of a traffic column, which is always 1.
 */
const MIN_EIGENVALUE_SHARE = 1e-9;

/** A traffic column as one-hot columns. */
type OneHot = CategoryColumn & {
  /** Place of its first one-hot column, after the quantities and those of other traffic columns. */
  readonly first: number;
  /** Share of the training records in each one-hot column. */
  readonly shares: Float64Array;
};

type State = {
  /** Positions of the quantities among the features. */
  readonly quantities: Int32Array;
  /** Mean logarithm of each quantity. */
  readonly means: Float64Array;
  readonly categories: readonly OneHot[];
  /**
   * Products of deviations with the inverse of the covariance between them, places × places: of 1 for a quantity,
   * and of the deviation of a record with that value from the shares for a one-hot column. The squared distance of
   * a record is the sum over the pairs of its places, so that no row is ever one-hot.
   */
  readonly products: Float64Array;
};

/**
 * Fits the squared Mahalanobis distance (Mahalanobis, On the generalised distance in statistics, 1936) of the
 * logarithms of bytes and duration together with one-hot columns of destination port and protocol. It finds
 * rare values, and quantities that do not go together. The covariance is pooled over ports and protocols.
 *
 * @param matrix rows × features, row-major and scaled, at least two rows; without these features all scores are 0
 * @throws when there are fewer than two rows, or a value is not finite
 *
 * @example
 * const scores = await (await fitMahalanobisDistance(matrix)).score(matrix);
 */
export async function fitMahalanobisDistance(
  matrix: FeatureMatrix,
  { seed = 1 }: FitOptions = {},
): Promise<FittedDetector> {
  const rows = sampleRows(matrix, MAX_FIT_ROWS, seed);
  const quantities = quantitiesOf(matrix.columns);
  const means = Float64Array.from(quantities, (j) => {
    let sum = 0;
    for (const row of rows) sum += logarithmAt(matrix, row, j);
    return sum / rows.length;
  });
  let size = quantities.length;
  const categories = categoriesOf(matrix.columns).map((one): OneHot => {
    const codes = codesOf(matrix, one.category);
    const counts = new Float64Array(
      Math.min(MAX_ONE_HOT_VALUES + 1, matrix.categories[one.category]!.names.length),
    );
    for (const row of rows) if (codes[row]! >= 0) counts[placeOf(codes[row]!)]! += 1;
    const first = size;
    size += counts.length;
    return { ...one, first, shares: counts.map((count) => count / rows.length) };
  });
  const covariance = covarianceOf(matrix, rows, { quantities, means, categories }, size);
  const deviations = deviationsOf(categories, size);
  const products = deviations.mmul(inverseOf(covariance)).mmul(deviations.transpose());
  return fromState(
    { quantities, means, categories, products: Float64Array.from(products.to1DArray()) },
    matrix.columns,
  );
}

const placeOf = (code: number): number => Math.min(code, MAX_ONE_HOT_VALUES);

const logarithmAt = ({ values, columns }: FeatureMatrix, row: number, j: number): number =>
  logarithmOf(columns[j]!, values[row * columns.length + j]!);

/** Covariance of quantities and one-hot columns, of which a record has only one 1 a traffic column. */
function covarianceOf(
  matrix: FeatureMatrix,
  rows: Int32Array,
  { quantities, means, categories }: Pick<State, 'quantities' | 'means' | 'categories'>,
  size: number,
): Matrix {
  const sums = Matrix.zeros(size, size);
  const add = (i: number, j: number, value: number) => sums.set(i, j, sums.get(i, j) + value);
  const codes = categories.map(({ category }) => codesOf(matrix, category));
  const centred = new Float64Array(quantities.length);
  for (const row of rows) {
    for (let j = 0; j < centred.length; j++)
      centred[j] = logarithmAt(matrix, row, quantities[j]!) - means[j]!;
    for (let j = 0; j < centred.length; j++)
      for (let k = j; k < centred.length; k++) add(j, k, centred[j]! * centred[k]!);
    for (let c = 0; c < categories.length; c++) {
      if (codes[c]![row]! < 0) continue;
      const one = categories[c]!.first + placeOf(codes[c]![row]!);
      for (let j = 0; j < centred.length; j++) add(j, one, centred[j]!);
      for (let d = c; d < categories.length; d++)
        if (codes[d]![row]! >= 0) add(one, categories[d]!.first + placeOf(codes[d]![row]!), 1);
    }
  }
  const shares = new Float64Array(size);
  for (const { first, shares: own } of categories) shares.set(own, first);
  const covariance = Matrix.zeros(size, size);
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      const value = sums.get(i, j) / rows.length - shares[i]! * shares[j]!;
      covariance.set(i, j, value);
      covariance.set(j, i, value);
    }
  }
  return covariance;
}

/** Inverse of a covariance along the directions with variance; constant columns are 0 in it. */
function inverseOf(covariance: Matrix): Matrix {
  const inverse = Matrix.zeros(covariance.rows, covariance.rows);
  const scales = covariance.diagonal().map((variance) => Math.sqrt(Math.max(0, variance)));
  const kept = [...scales.keys()].filter((i) => scales[i]! > MIN_DEVIATION);
  if (kept.length === 0) return inverse;
  const correlation = new Matrix(
    kept.map((i) => kept.map((j) => covariance.get(i, j) / (scales[i]! * scales[j]!))),
  );
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(correlation, {
    assumeSymmetric: true,
  });
  const minimum = MIN_EIGENVALUE_SHARE * Math.max(...realEigenvalues);
  for (const [n, eigenvalue] of realEigenvalues.entries()) {
    if (eigenvalue <= minimum) continue;
    const direction = kept.map((i, place) => eigenvectorMatrix.get(place, n) / scales[i]!);
    for (const [a, i] of kept.entries())
      for (const [b, j] of kept.entries())
        inverse.set(i, j, inverse.get(i, j) + (direction[a]! * direction[b]!) / eigenvalue);
  }
  return inverse;
}

/** The deviation from the means of a record that is at a place: a row of one place each. */
function deviationsOf(categories: readonly OneHot[], size: number): Matrix {
  const deviations = Matrix.eye(size);
  for (const { first, shares } of categories)
    for (let a = 0; a < shares.length; a++)
      for (let b = 0; b < shares.length; b++)
        deviations.set(first + a, first + b, (a === b ? 1 : 0) - shares[b]!);
  return deviations;
}

function fromState(state: State, columns: readonly FeatureColumn[]): FittedDetector {
  const { quantities, means, categories, products } = state;
  const [width, count] = [columns.length, quantities.length];
  const size = Math.sqrt(products.length);
  const used = Int32Array.from([...quantities, ...categories.map(({ column }) => column)]);
  const places = Int32Array.from(used.keys());
  const deviations = new Float64Array(used.length).fill(1);
  const measure: Measure = (matrix) => {
    const { values } = matrix;
    const codes = categories.map(({ category }) => codesOf(matrix, category));
    return (row, parts) => {
      for (let j = 0; j < count; j++) {
        const at = quantities[j]!;
        deviations[j] = logarithmOf(columns[at]!, values[row * width + at]!) - means[j]!;
      }
      for (let c = 0; c < categories.length; c++) {
        const { first, shares } = categories[c]!;
        const code = codes[c]![row]!;
        const place = code < 0 ? shares.length - 1 : placeOf(code);
        // A value that the training records do not have belongs to the shared column, if there is one.
        const known = code < 0 ? place === MAX_ONE_HOT_VALUES && shares[place]! > 0 : shares[place]! > 0;
        places[count + c] = known ? first + place : -1;
      }
      for (let i = 0; i < places.length; i++) {
        const from = places[i]! * size;
        if (from < 0) {
          // By itself a value with share p of the records has the squared distance 1 / p - 1.
          parts[i] = rarityBeyondMedian(columns[used[i]!]!, values[row * width + used[i]!]!);
          continue;
        }
        let sum = 0;
        for (let j = 0; j < places.length; j++)
          if (places[j]! >= 0) sum += products[from + places[j]!]! * deviations[j]!;
        parts[i] = sum * deviations[i]!;
      }
    };
  };
  return sumOverColumns(mahalanobisDistance.name, columns, used, measure, state);
}

/** Whether a state is of these columns, and its places are as many as its products. */
function isStateOf({ quantities, means, categories, products }: State, columns: readonly FeatureColumn[]) {
  const [known, named] = [quantitiesOf(columns), categoriesOf(columns)];
  let size = quantities.length;
  for (const { first, shares } of categories) {
    if (first !== size || shares.length === 0 || !shares.every((share) => share >= 0 && share <= 1))
      return false;
    size += shares.length;
  }
  return (
    quantities.length === known.length &&
    quantities.every((column, i) => column === known[i]) &&
    means.length === known.length &&
    categories.length === named.length &&
    categories.every(
      ({ category, column }, i) => category === named[i]!.category && column === named[i]!.column,
    ) &&
    products.length === size ** 2
  );
}

/** How far bytes, duration, port and protocol together are from the mean. */
export const mahalanobisDistance: Detector<'Mahalanobis distance', FitOptions, State> = {
  name: 'Mahalanobis distance',
  network: false,
  describe: () => ({
    score:
      'the squared Mahalanobis distance from the mean of the logarithms of bytes and duration, and of port and protocol as one-hot columns',
    how: 'it finds bytes and durations that do not go together, and rare ports and protocols',
  }),
  whyNot: ({ columns }) => (quantitiesOf(columns).length > 0 ? undefined : 'neither bytes nor duration vary'),
  fit: fitMahalanobisDistance,
  restore: async (state, columns) => fromState(state, columns),
  stateShape: (columns) =>
    all(
      object({
        quantities: integers(0, columns.length),
        means: doubles(),
        categories: listOf(object({ category: text, column: count, first: count, shares: doubles() })),
        products: doubles(),
      }),
      where((value) => isStateOf(value as State, columns)),
    ),
};
