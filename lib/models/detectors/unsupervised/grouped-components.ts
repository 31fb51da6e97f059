import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import { type Detector, type FitOptions, type FittedDetector, makeScorer } from '../detector.js';
import { type UpperScale, upperScale } from '../robust-scale.js';
import { MAX_FIT_ROWS, sampleRows } from '../sample-rows.js';
import { type Components, componentsOf } from './principal-components.js';

/** Quantile whose distance from the median is the unit of a group's distance. */
const UPPER_QUANTILE = 0.9;

/** Principal components of the columns of a group, and the scale of the distances along them. */
type Group = Components & UpperScale & { readonly columns: Int32Array };

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
    const components = componentsOf(matrix, rows, columns);
    const measure = distanceAlong(components, columns, matrix.columns.length);
    const distances = Float32Array.from(rows, (row) => Math.sqrt(measure(matrix.values, row)));
    return { columns, ...components, ...upperScale(distances, UPPER_QUANTILE, true) };
  });
  return fromState({ groups }, matrix.columns);
}

function fromState(state: State, columns: readonly FeatureColumn[]): FittedDetector {
  const width = columns.length;
  const groups = state.groups
    .filter(({ scale }) => scale > 0)
    .map((group) => ({ ...group, measure: distanceAlong(group, group.columns, width) }));
  const scorer = makeScorer(groupedComponents.name, columns, (values, from, to, scores) => {
    for (let row = from; row < to; row++) {
      let sum = 0;
      for (const { measure, median, scale } of groups)
        sum += (Math.sqrt(measure(values, row)) - median) / scale;
      scores[row] = sum;
    }
  });
  return {
    ...scorer,
    explain: async (matrix, operation) => {
      const parts = new Float32Array(matrix.rows * width);
      for (let row = 0; row < matrix.rows; row++) {
        for (const { columns: own, measure, median, scale } of groups) {
          const squared = measure(matrix.values, row, parts, row * width);
          const excess = Math.max(0, (Math.sqrt(squared) - median) / scale);
          let sum = 0;
          for (const j of own) sum += parts[row * width + j]!;
          for (const j of own) parts[row * width + j]! *= sum > 0 ? excess / sum : 0;
        }
      }
      return { scores: await scorer.score(matrix, operation), parts };
    },
    state: () => state,
  };
}

/**
 * Makes a function that returns the squared distance of a row from the mean along all components. It also
 * writes the part of each column where `parts` is given: (x - mean) · (covariance⁻¹ (x - mean)), or 0 where
 * that is negative because other columns of the group make up for it.
 */
function distanceAlong({ means, directions }: Components, columns: Int32Array, width: number) {
  const size = columns.length;
  const centred = new Float64Array(size);
  const gradient = new Float64Array(size);
  return (values: Float32Array, row: number, parts?: Float32Array, to = 0): number => {
    for (let k = 0; k < size; k++) centred[k] = values[row * width + columns[k]!]! - means[k]!;
    if (parts) gradient.fill(0);
    let sum = 0;
    for (let at = 0; at < directions.length; at += size) {
      let along = 0;
      for (let k = 0; k < size; k++) along += directions[at + k]! * centred[k]!;
      sum += along * along;
      if (parts) for (let k = 0; k < size; k++) gradient[k]! += along * directions[at + k]!;
    }
    if (parts) {
      for (let k = 0; k < size; k++) parts[to + columns[k]!] = Math.max(0, centred[k]! * gradient[k]!);
    }
    return sum;
  };
}

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
};
