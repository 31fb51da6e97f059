import type { FeatureMatrix } from '../features/feature-matrix.js';
import { shuffler } from '../models/shuffle.js';
import { averagePrecision } from './ranking-metrics.js';

/** How much worse a model gets without knowing a topic. */
export interface Importance {
  /** Columns that tell one thing together are shuffled together. */
  readonly topic: string;
  /** Average precision lost, mean over the repeats. Features that can stand in for each other share it. */
  readonly loss: number;
}

/**
 * Tells how much average precision is lost when a feature's values are shuffled among the test records (Breiman, 2001).
 *
 * @param score gives a score for each row of a matrix
 * @param rows positions of the test set, such as `split.test`
 * @returns the topics, the most important first
 *
 * @example
 * const importance = await permutationImportance((m) => classify(m, classifier), matrix, labels, test);
 */
export async function permutationImportance(
  score: (matrix: FeatureMatrix) => Promise<ArrayLike<number>>,
  matrix: FeatureMatrix,
  labels: ArrayLike<number>,
  rows: Int32Array,
  { seed = 1, repeats = 3 }: { readonly seed?: number; readonly repeats?: number } = {},
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
