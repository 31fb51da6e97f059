import { sampleSkewness } from 'simple-statistics';
import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import { all, floats, listOf, object, type Shape, where } from '../../../files/json-shape.js';
import { countBelow } from '../count-below.js';
import { type Detector, type FitOptions, type FittedDetector, makeScorer } from '../detector.js';
import { columnAt, MAX_FIT_ROWS, sampleRows } from '../sample-rows.js';

/** Rarity of the values of one feature. */
type Rarity = {
  /** The distinct training values, ascending. */
  readonly distinct: Float32Array;
  /** Rarity of each distinct value: -ln of a share of the records. */
  readonly at: Float32Array;
  /** Rarity of a value below each distinct value, and above the last. */
  readonly between: Float32Array;
};

type State = { readonly features: readonly Rarity[] };

/**
 * Fits ECOD (Li et al., ECOD: Unsupervised Outlier Detection Using Empirical Cumulative Distribution
 * Functions, 2022): the sum over features of -ln of the share of records with a value at least as low, or as
 * high. On the training records it equals PyOD's.
 *
 * @param matrix rows × features, row-major and scaled, at least two rows
 * @throws when there are fewer than two rows, or a value is not finite
 *
 * @example
 * const scores = await (await fitEcod(matrix)).score(matrix);
 */
export async function fitEcod(matrix: FeatureMatrix, { seed = 1 }: FitOptions = {}): Promise<FittedDetector> {
  const rows = sampleRows(matrix, MAX_FIT_ROWS, seed);
  const features = matrix.columns.map((_, j) => rarity(columnAt(matrix, rows, j).sort()));
  return fromState({ features }, matrix.columns);
}

function fromState(state: State, columns: readonly FeatureColumn[]): FittedDetector {
  const width = columns.length;
  const features = state.features.map((feature) => ({ ...feature, below: countBelow(feature.distinct) }));
  const scorer = makeScorer(ecod.name, columns, (values, from, to, scores) => {
    const places = new Uint32Array(to - from);
    // Feature by feature, so that one table stays in the processor's cache.
    for (const [j, { distinct, below, at, between }] of features.entries()) {
      below(values, from * width + j, width, places);
      for (let row = from; row < to; row++) {
        const value = values[row * width + j]!;
        const place = places[row - from]!;
        scores[row] = scores[row]! + (distinct[place] === value ? at[place]! : between[place]!);
      }
    }
  });
  return { ...scorer, state: () => state };
}

/** Computes the rarity of each distinct value and of the values between them. */
function rarity(sorted: Float32Array): Rarity {
  const n = sorted.length;
  const distinct = sorted.filter((value, i) => i === 0 || value !== sorted[i - 1]);
  const skew = signOfSkewness(sorted);
  const score = (atMost: number, atLeast: number) => {
    // A value beyond all training values counts as rare as the rarest of them.
    const left = -Math.log(Math.max(1, atMost) / n);
    const right = -Math.log(Math.max(1, atLeast) / n);
    return Math.max(left, right, skew < 0 ? left : skew > 0 ? right : left + right);
  };
  const at = new Float32Array(distinct.length);
  const between = new Float32Array(distinct.length + 1);
  let seen = 0;
  for (let i = 0; i < distinct.length; i++) {
    let to = seen;
    while (to < n && sorted[to] === distinct[i]) to++;
    at[i] = score(to, n - seen);
    between[i] = score(seen, n - seen);
    seen = to;
  }
  between[distinct.length] = score(n, 0);
  return { distinct, at, between };
}

function signOfSkewness(sorted: Float32Array): number {
  const varies = sorted.length > 2 && sorted[0] !== sorted[sorted.length - 1];
  return varies ? Math.sign(sampleSkewness(Array.from(sorted))) : 0;
}

const rarityShape: Shape = all(
  object({ distinct: floats(), at: floats(), between: floats() }),
  where((value) => {
    const { distinct, at, between } = value as Rarity;
    return at.length === distinct.length && between.length === distinct.length + 1;
  }),
);

/** How rare the single values of a record are. */
export const ecod: Detector<'ECOD', FitOptions, State> = {
  name: 'ECOD',
  network: false,
  describe: () => ({
    score: 'the sum over the features of how rare a value as low or as high is (ECOD)',
    how: 'it finds values that are rare by themselves',
  }),
  fit: fitEcod,
  restore: async (state, columns) => fromState(state, columns),
  stateShape: ({ length }) =>
    object({
      features: all(
        listOf(rarityShape),
        where((list) => (list as State['features']).length === length),
      ),
    }),
};
