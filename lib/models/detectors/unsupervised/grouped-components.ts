import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import {
  all,
  doubles,
  integers,
  listOf,
  notNegative,
  number,
  object,
  type Shape,
  where,
} from '../../../files/json-shape.js';
import {
  type Detector,
  type ExplainedScores,
  type FitOptions,
  type FittedDetector,
  makeScorer,
} from '../detector.js';
import { type UpperScale, upperScale } from '../robust-scale.js';
import { MAX_FIT_ROWS, sampleRows } from '../sample-rows.js';
import { componentsOf } from './principal-components.js';

/** Quantile whose distance from the median is the unit of a group's distance. */
const UPPER_QUANTILE = 0.9;

/** A group of features: squared distances from its mean are measured along its principal components. */
type Group = UpperScale & {
  /** Positions of its columns. */
  readonly columns: Int32Array;
  /** One mean a column. */
  readonly means: Float64Array;
  /** Inverse of the covariance, without directions of hardly any variance, columns × columns. */
  readonly precision: Float64Array;
};

type State = { readonly groups: readonly Group[] };

/**
 * Fits principal components for each group of features (quantities, times, categories, the request, the
 * client) by itself. The score is the sum over the groups of the distance from the mean, less its median,
 * in units of the distance from the median to the 90 % quantile. A group of many noisy features then cannot
 * hide what another group shows.
 *
 * @param matrix rows × features, row-major and scaled, at least two rows
 * @throws when there are fewer than two rows, or a value is not finite
 *
 * @example
 * const scores = await (await fitGroupedComponents(matrix)).score(matrix);
 */
export async function fitGroupedComponents(
  matrix: FeatureMatrix,
  { seed = 1 }: FitOptions = {},
): Promise<FittedDetector> {
  const rows = sampleRows(matrix, MAX_FIT_ROWS, seed);
  const names = [...new Set(matrix.columns.map(({ group }) => group))];
  const groups = names.map((name): Group => {
    const columns = Int32Array.from(matrix.columns.keys()).filter((j) => matrix.columns[j]!.group === name);
    const { means, directions } = componentsOf(matrix, rows, columns);
    const group = { columns, means, precision: precisionOf(directions, columns.length) };
    const distances = Float32Array.from(rows, (row) =>
      Math.sqrt(
        distance(matrix.values, row * matrix.columns.length, group, new Float64Array(columns.length)),
      ),
    );
    return { ...group, ...upperScale(distances, UPPER_QUANTILE, true) };
  });
  return fromState({ groups }, matrix.columns);
}

/** Products of the components: the inverse of the covariance along them. */
function precisionOf(directions: Float64Array, size: number): Float64Array {
  const precision = new Float64Array(size * size);
  for (let at = 0; at < directions.length; at += size) {
    for (let j = 0; j < size; j++) {
      for (let k = 0; k < size; k++) precision[j * size + k]! += directions[at + j]! * directions[at + k]!;
    }
  }
  return precision;
}

function fromState(state: State, columns: readonly FeatureColumn[]): FittedDetector {
  const groups = state.groups.filter(({ scale }) => scale > 0);
  const parts = new Float64Array(columns.length);
  const scorer = makeScorer(groupedComponents.name, columns, (values, from, to, scores) => {
    for (let row = from; row < to; row++) {
      let sum = 0;
      for (let g = 0; g < groups.length; g++) {
        const group = groups[g]!;
        const squared = distance(values, row * columns.length, group, parts);
        sum += (Math.sqrt(squared) - group.median) / group.scale;
      }
      scores[row] = sum;
    }
  });
  return {
    ...scorer,
    explain: async (matrix, { parts = new Float32Array(matrix.values.length) } = {}) =>
      explainRows(matrix, groups, parts),
    state: () => state,
  };
}

/** Differences from the means, overwritten at every call: an array per row takes longer than the sums. */
let centred = new Float64Array(0);

/**
 * Returns the squared distance of a row from the mean of a group, and writes the part of each of its columns:
 * (x - mean) · (precision (x - mean)), which is negative where other columns make up for it.
 *
 * @param at position of the row's first value
 */
function distance(
  values: Float32Array,
  at: number,
  { columns, means, precision }: Pick<Group, 'columns' | 'means' | 'precision'>,
  parts: Float64Array,
): number {
  const size = columns.length;
  if (centred.length < size) centred = new Float64Array(size);
  for (let j = 0; j < size; j++) centred[j] = values[at + columns[j]!]! - means[j]!;
  let sum = 0;
  for (let j = 0, place = 0; j < size; j++) {
    let product = 0;
    for (let k = 0; k < size; k++) product += precision[place++]! * centred[k]!;
    const part = product * centred[j]!;
    parts[j] = part;
    sum += part;
  }
  // Rounding may make a distance of 0 negative.
  return sum > 0 ? sum : 0;
}

function explainRows(matrix: FeatureMatrix, groups: readonly Group[], parts: Float32Array): ExplainedScores {
  const width = matrix.columns.length;
  const scores = new Float32Array(matrix.rows);
  parts.fill(0);
  const own = new Float64Array(width);
  for (let row = 0; row < matrix.rows; row++) {
    let score = 0;
    for (let g = 0; g < groups.length; g++) {
      const group = groups[g]!;
      const excess =
        (Math.sqrt(distance(matrix.values, row * width, group, own)) - group.median) / group.scale;
      score += excess;
      if (excess > 0) divide(excess, own, group.columns, parts, row * width);
    }
    scores[row] = score;
  }
  return { scores, parts };
}

/** Divides the excess of a group among its columns, as the positive parts of the distance are divided. */
function divide(excess: number, own: Float64Array, columns: Int32Array, parts: Float32Array, at: number) {
  let sum = 0;
  for (let j = 0; j < columns.length; j++) if (own[j]! > 0) sum += own[j]!;
  const factor = excess / sum;
  for (let j = 0; j < columns.length; j++) if (own[j]! > 0) parts[at + columns[j]!] = factor * own[j]!;
}

const groupShape = (width: number): Shape =>
  all(
    object({
      columns: integers(0, width, { distinct: true }),
      means: doubles(),
      precision: doubles(),
      median: number,
      scale: notNegative,
    }),
    where((value) => {
      const { columns, means, precision } = value as Group;
      return means.length === columns.length && precision.length === columns.length ** 2;
    }),
  );

/** Principal components of each group of features. */
export const groupedComponents: Detector<'principal components by group', FitOptions, State> = {
  name: 'principal components by group',
  network: false,
  describe: () => ({
    score:
      'the sum over groups of features of the distance from the mean along the principal components of the group',
    how: 'it finds values of one group (quantities, times, categories, request, client) that do not go together',
  }),
  fit: fitGroupedComponents,
  restore: async (state, columns) => fromState(state, columns),
  stateShape: ({ length }) => object({ groups: listOf(groupShape(length), length) }),
};
