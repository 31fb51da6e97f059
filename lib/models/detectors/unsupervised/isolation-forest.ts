import { uniformFloat32 } from 'pure-rand/distribution/uniformFloat32';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { FeatureColumn, FeatureMatrix } from '../../../features/feature-matrix.js';
import {
  all,
  count,
  floats,
  integers,
  listOf,
  object,
  type Shape,
  where,
} from '../../../files/json-shape.js';
import { shuffler } from '../../shuffle.js';
import { type Detector, type FitOptions, type FittedDetector, makeScorer } from '../detector.js';
import { sampleRows } from '../sample-rows.js';

/** Options of an isolation forest. */
export interface IsolationForestOptions extends FitOptions {
  /** Number of trees, 100 by default. */
  readonly trees?: number;
  /** Rows per tree, 256 by default. */
  readonly sample?: number;
}

/** A tree as flat arrays, one place a node; the root is at 0. */
type Tree = {
  /** The feature that a node cuts at, or -1 for a leaf. */
  readonly features: Int16Array;
  /** Rows whose value is below it go to the first child. */
  readonly cuts: Float32Array;
  /** Place of the first child; the second is next to it. */
  readonly below: Int32Array;
  /** For a leaf, the cuts to get there, and those that its records would take on average. */
  readonly ends: Float32Array;
};

/** The trees, and the rows that each was grown from. */
type State = { readonly forest: readonly Tree[]; readonly size: number };

/**
 * Fits an isolation forest (Liu, Ting and Zhou, Isolation Forest, 2008, with their defaults): records that
 * few random cuts isolate are anomalous. Scores lie between 0 and 1; above 0.5 a record is easier to isolate
 * than the average.
 *
 * @param matrix rows × features, row-major and scaled, at least two rows
 * @throws when there are fewer than two rows, or a value is not finite
 *
 * @example
 * const forest = await fitIsolationForest(matrix, { seed: 7 });
 * const scores = await forest.score(matrix);
 */
export async function fitIsolationForest(
  matrix: FeatureMatrix,
  { seed = 1, trees = 100, sample = 256 }: IsolationForestOptions = {},
): Promise<FittedDetector> {
  const pool = sampleRows(matrix, Number.POSITIVE_INFINITY, seed);
  const shuffle = shuffler(seed);
  const random = xoroshiro128plus(seed);
  const uniform = () => uniformFloat32(random);
  const size = Math.min(sample, pool.length);
  const forest: Tree[] = [];
  // Enough rows for every tree are drawn at once: one order of a million rows, not a hundred.
  const drawn = pool.length > sample * trees ? shuffle(pool) : null;
  for (let t = 0; t < trees; t++) {
    const rows = drawn?.slice(t * size, (t + 1) * size) ?? shuffle(pool).slice(0, size);
    forest.push(growTree(matrix, rows, uniform));
  }
  return fromState({ forest, size }, matrix.columns);
}

function fromState(state: State, columns: readonly FeatureColumn[]): FittedDetector {
  const { forest, size } = state;
  const width = columns.length;
  const scale = -1 / (forest.length * averagePath(size));
  const scorer = makeScorer(isolationForest.name, columns, (values, from, to, scores) => {
    const lengths = new Float64Array(to - from);
    // Tree by tree, so that one tree stays in the cache while many rows walk down it.
    for (const { features, cuts, below, ends } of forest) {
      for (let row = from; row < to; row++) {
        const start = row * width;
        let node = 0;
        let feature = features[0]!;
        while (feature >= 0) {
          node = below[node]! + (values[start + feature]! < cuts[node]! ? 0 : 1);
          feature = features[node]!;
        }
        lengths[row - from] = lengths[row - from]! + ends[node]!;
      }
    }
    for (let row = from; row < to; row++) scores[row] = 2 ** (lengths[row - from]! * scale);
  });
  return { ...scorer, state: () => state };
}

const EULER = 0.5772156649015329;

/**
 * Average cuts that set one of n records apart: an unsuccessful search in a binary tree (Liu et al. 2008,
 * formula 1).
 */
export function averagePath(n: number): number {
  if (n <= 1) return 0;
  return n === 2 ? 1 : 2 * (Math.log(n - 1) + EULER) - (2 * (n - 1)) / n;
}

/**
 * Grows a tree of random cuts, each at a random feature that still varies and a random place of its range, to
 * the depth at which an average record is alone.
 *
 * @param rows positions in the matrix; they are put in another order
 * @param uniform gives numbers from 0 to below 1
 */
function growTree(
  { values, columns }: Pick<FeatureMatrix, 'values' | 'columns'>,
  rows: Int32Array,
  uniform: () => number,
): Tree {
  const width = columns.length;
  const deepest = Math.max(1, Math.ceil(Math.log2(rows.length)));
  const features: number[] = [];
  const cuts: number[] = [];
  const below: number[] = [];
  const ends: number[] = [];
  const node = () => {
    cuts.push(0);
    below.push(0);
    ends.push(0);
    return features.push(-1) - 1;
  };
  const grow = (at: number, from: number, to: number, depth: number): void => {
    const ranges = depth < deepest ? varying(from, to) : [];
    const chosen = ranges[Math.floor(uniform() * ranges.length)];
    if (chosen === undefined) {
      ends[at] = depth + averagePath(to - from);
      return;
    }
    // Rounded up to at least the next number above the lowest, so that neither side is ever empty.
    const place = Math.fround(chosen.low + uniform() * (chosen.high - chosen.low));
    const cut = place > chosen.low ? place : chosen.high;
    let middle = from;
    for (let i = from; i < to; i++) {
      const row = rows[i]!;
      if (values[row * width + chosen.feature]! >= cut) continue;
      rows[i] = rows[middle]!;
      rows[middle++] = row;
    }
    features[at] = chosen.feature;
    cuts[at] = cut;
    const first = node();
    node();
    below[at] = first;
    grow(first, from, middle, depth + 1);
    grow(first + 1, middle, to, depth + 1);
  };
  const varying = (from: number, to: number) => {
    const varyingRanges: { feature: number; low: number; high: number }[] = [];
    for (let feature = 0; feature < width; feature++) {
      let low = Number.POSITIVE_INFINITY;
      let high = Number.NEGATIVE_INFINITY;
      for (let i = from; i < to; i++) {
        const value = values[rows[i]! * width + feature]!;
        if (value < low) low = value;
        if (value > high) high = value;
      }
      if (high > low) varyingRanges.push({ feature, low, high });
    }
    return varyingRanges;
  };
  grow(node(), 0, rows.length, 0);
  return {
    features: Int16Array.from(features),
    cuts: Float32Array.from(cuts),
    below: Int32Array.from(below),
    ends: Float32Array.from(ends),
  };
}

/** Shape of a tree whose every way down ends at a leaf, since children come after their parents. */
const treeShape = (width: number): Shape =>
  all(
    object({
      features: where((value) => value instanceof Int16Array && value.length > 0),
      cuts: floats(),
      below: integers(0, 2 ** 31),
      ends: floats(),
    }),
    where((value) => {
      const { features, cuts, below, ends } = value as Tree;
      const { length } = features;
      if (cuts.length !== length || below.length !== length || ends.length !== length) return false;
      return features.every(
        (feature, node) =>
          feature < 0 || (feature < width && below[node]! > node && below[node]! + 1 < length),
      );
    }),
  );

/** How few random cuts isolate a record. */
export const isolationForest: Detector<'isolation forest', IsolationForestOptions, State> = {
  name: 'isolation forest',
  ownOptions: ['trees', 'sample'],
  network: false,
  describe: () => ({
    score: 'how easily random cuts set a record apart (isolation forest; 0.5 is average)',
    how: 'it cuts records apart at random features and places, and finds those that few cuts set apart',
  }),
  fit: fitIsolationForest,
  restore: async (state, columns) => fromState(state, columns),
  stateShape: ({ length }) =>
    all(
      object({ forest: listOf(treeShape(length)), size: count }),
      where((value) => (value as State).forest.length > 0 && (value as State).size >= 2),
    ),
};
