import type { FeatureMatrix } from '../features/feature-matrix.js';
import { shuffler } from '../models/shuffle.js';
import { averagePrecision } from './ranking-metrics.js';

/** Options of `permutationImportance`. */
export interface ImportanceOptions {
  /** Seed of the permutations, 1 by default. */
  readonly seed?: number;
  /** Permutations per topic, 3 by default. */
  readonly repeats?: number;
}

/** Importance of a topic for a model. */
export interface Importance {
  /** Topic of the features, which are permuted together. */
  readonly topic: string;
  /** Loss of average precision, mean over the repeats. Correlated features share it. */
  readonly loss: number;
}

/**
 * Computes the permutation importance of each topic: the loss of average precision when the values of its
 * features are permuted among the test records (Breiman, Random Forests, 2001).
 *
 * @param matrix rows × features, row-major and scaled
 * @param labels one label per row, 0 or 1
 * @param rows positions of the test set, such as `split.test`
 * @param score returns one score per row of a matrix
 * @returns one item per topic, the most important first
 * @throws when the test set has one class only
 *
 * @example
 * const importance = await permutationImportance(matrix, labels, test, (m) => classify(m, classifier));
 */
export async function permutationImportance(
  matrix: FeatureMatrix,
  labels: ArrayLike<number>,
  rows: Int32Array,
  score: (matrix: FeatureMatrix) => Promise<ArrayLike<number>>,
  { seed = 1, repeats = 3 }: ImportanceOptions = {},
): Promise<readonly Importance[]> {
  const width = matrix.columns.length;
  const own = new Float32Array(rows.length * width);
  rows.forEach((row, k) => {
    own.set(matrix.values.subarray(row * width, (row + 1) * width), k * width);
  });
  const tested = {
    ...matrix,
    values: own,
    rows: rows.length,
    rowIds: rows.map((row) => matrix.rowIds[row]!),
  };
  const y = Uint8Array.from(rows, (row) => labels[row]!);
  const baseline = averagePrecision(y, await score(tested));
  const shuffle = shuffler(seed);
  const importance: Importance[] = [];
  for (const topic of new Set(matrix.columns.map((column) => column.topic))) {
    const columns = [...matrix.columns.keys()].filter((j) => matrix.columns[j]!.topic === topic);
    let loss = 0;
    for (let repeat = 0; repeat < repeats; repeat++) {
      const values = own.slice();
      const order = shuffle(Int32Array.from({ length: rows.length }, (_, k) => k));
      order.forEach((from, k) => {
        for (const j of columns) values[k * width + j] = own[from * width + j]!;
      });
      loss += (baseline - averagePrecision(y, await score({ ...tested, values }))) / repeats;
    }
    importance.push({ topic, loss });
  }
  return importance.sort((a, b) => b.loss - a.loss);
}
