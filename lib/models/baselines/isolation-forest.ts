import type { FeatureMatrix } from '../../features/feature-matrix.js';
import { shuffler } from '../shuffle.js';
import { type Detector, makeDetector } from './detector.js';
import { averagePath, growTree, type Tree } from './isolation-tree.js';
import { sampleRows } from './sample-rows.js';
import { uniforms } from './uniforms.js';

/** How an isolation forest is grown. */
export interface IsolationForestOptions {
  /** The same seed gives the same scores to the bit. */
  readonly seed?: number;
  readonly trees?: number;
  /** Rows that each tree is grown from. */
  readonly sample?: number;
}

/**
 * Fits an isolation forest: records that few random cuts set apart are unusual (Liu, Ting and Zhou, Isolation
 * Forest, 2008; 100 trees of 256 records are theirs). Scores are theirs too: above 0.5 is easier to set apart than the average.
 *
 * @param matrix at least two rows
 * @throws when there are fewer than two rows, or a value is not finite
 *
 * @example
 * const forest = await fitIsolationForest(matrix, { seed: 7 });
 * const scores = await forest.score(matrix);
 */
export async function fitIsolationForest(
  matrix: FeatureMatrix,
  { seed = 1, trees = 100, sample = 256 }: IsolationForestOptions = {},
): Promise<Detector> {
  const pool = sampleRows(matrix, Number.POSITIVE_INFINITY, seed);
  const shuffle = shuffler(seed);
  const uniform = uniforms(seed);
  const size = Math.min(sample, pool.length);
  const forest: Tree[] = [];
  // Enough rows for every tree are drawn at once: one order of a million rows, not a hundred.
  const drawn = pool.length > sample * trees ? shuffle(pool) : null;
  for (let t = 0; t < trees; t++) {
    const rows = drawn?.slice(t * size, (t + 1) * size) ?? shuffle(pool).slice(0, size);
    forest.push(growTree(matrix, rows, uniform));
  }
  const width = matrix.columns.length;
  const scale = -1 / (trees * averagePath(size));
  return makeDetector('isolation forest', matrix.columns, (values, from, to, scores) => {
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
}
