import type { FeatureColumn, FeatureMatrix } from '../../features/feature-matrix.js';
import { breather } from '../../progress/breathe.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { checkMatrix } from '../check-matrix.js';

/** What was learned from some records, and gives any record with the same features a score. */
export interface Detector {
  /** What it is called in tables. */
  readonly name: string;
  /** One score a row, higher is more suspicious; throws when the matrix has other features or a value that is not finite. */
  readonly score: (matrix: FeatureMatrix, operation?: LongOperation) => Promise<Float32Array>;
}

/** Writes the scores of rows `from` to `to` (excluded); `values` is row-major. */
export type ScoreRows = (values: Float32Array, from: number, to: number, scores: Float32Array) => void;

/** Rows scored at a go: few enough to stay in the processor's cache. */
const ROWS = 2_048;

/**
 * Makes a detector from a function that scores a run of rows: checks the matrix, reports progress, and can be stopped.
 *
 * @param columns the features that it was fitted on
 */
export function makeDetector(
  name: string,
  columns: readonly FeatureColumn[],
  scoreRows: ScoreRows,
): Detector {
  return {
    name,
    score: async (matrix, { signal, onProgress } = {}) => {
      checkMatrix(matrix);
      const other = columns.findIndex((column, j) => column.name !== matrix.columns[j]?.name);
      if (other >= 0 || columns.length !== matrix.columns.length) {
        throw new Error(
          `“${name}” was fitted on ${columns.length} features, but the matrix has ${matrix.columns.length} or others; use the features fitted with it.`,
        );
      }
      const breathe = breather();
      const scores = new Float32Array(matrix.rows);
      for (let from = 0; from < matrix.rows; from += ROWS) {
        signal?.throwIfAborted();
        const to = Math.min(matrix.rows, from + ROWS);
        scoreRows(matrix.values, from, to, scores);
        onProgress?.({ done: to, total: matrix.rows, unit: 'rows' });
        await breathe();
      }
      return scores;
    },
  };
}
