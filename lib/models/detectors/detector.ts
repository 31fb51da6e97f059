import type { FeatureColumn, FeatureMatrix } from '../../features/feature-matrix.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { makeYieldToEventLoop } from '../../progress/yield-to-event-loop.js';
import type { BackendName } from '../backend.js';
import { checkMatrix } from '../check-matrix.js';
import type { AnomalyScores } from '../score-anomalies.js';
import type { TrainHistory } from '../train-history.js';

/** What every detector is fitted with; some have options of their own besides. */
export interface FitOptions extends LongOperation {
  /** The same seed gives the same scores to the bit; 1 when left out. */
  readonly seed?: number;
  /** How many records the matrix is a sample of; its own rows when left out. */
  readonly records?: number;
}

/** What a detector does, in words for a report. */
export interface DetectorDescription {
  /** What the score is, as in “The score is …”. */
  readonly score: string;
  /** How it works, a clause with “it” as its subject. */
  readonly how: string;
}

/** How a network was trained. */
export interface Training {
  readonly history: TrainHistory;
  readonly backend: BackendName;
}

/** What was learned from some records: gives any record with the same features a score. */
export interface Scorer {
  /** What it is called in tables; it may say what was learned, as in “one feature: bytes_in, high”. */
  readonly name: string;
  /** One score a row, higher is more suspicious; throws when the matrix has other features or a value that is not finite. */
  readonly score: (matrix: FeatureMatrix, operation?: LongOperation) => Promise<Float32Array>;
  /** Left out by detectors that train no network. */
  readonly training?: Training;
  /** Frees what is not freed by itself: the memory of a network. It cannot score afterwards. */
  readonly dispose: () => void;
}

/** A fitted state as plain data: numbers, texts, typed arrays, lists and objects of them. */
export type DetectorState = Readonly<Record<string, unknown>>;

/** An unsupervised detector after `fit`. */
export interface FittedDetector extends Scorer {
  /**
   * The same scores, with the topics that account for the largest parts of each. Left out where a score is no sum over features.
   */
  readonly explain?: (matrix: FeatureMatrix, operation?: LongOperation) => Promise<AnomalyScores>;
  /** All that was learned: `restore` makes a detector of it that gives the same scores to the bit. */
  readonly state: () => DetectorState;
}

/** A detector's definition: nothing in it changes when it is fitted. */
interface Definition<Name extends string> {
  /** What it is called in the registry. */
  readonly name: Name;
  /** Whether it trains a network; those that do are compared with those that do not. */
  readonly network: boolean;
  /** @param features how many a record has */
  readonly describe: (features: number) => DetectorDescription;
}

/**
 * A detector that needs no labels: learns what is typical of some records (`fit`), then says of any how unusual it is (`score`
 * of what `fit` returns). One file in `unsupervised/` and one line in `registry.ts` add one.
 */
export interface Detector<
  Name extends string = string,
  Options extends FitOptions = FitOptions,
  State extends DetectorState = DetectorState,
> extends Definition<Name> {
  /** Rows that it learns from at most, of so many records: no more are read for it. `MAX_FIT_ROWS` when left out. */
  readonly fitRows?: (records: number, options: Options) => number;
  /** Where anomalies begin, if its scores have a scale of their own; else one is computed from the scores. */
  readonly anomalyRule?: { readonly threshold: number; readonly rule: string };
  /** @throws when the matrix has fewer than two rows, no columns, or a value that is not finite; the signal's reason */
  readonly fit: (matrix: FeatureMatrix, options?: Options) => Promise<FittedDetector>;
  /**
   * Makes a fitted detector of its state. A method, so that a list can hold detectors of different states.
   *
   * @param columns of the matrix that it was fitted on
   */
  restore(state: State, columns: readonly FeatureColumn[]): Promise<FittedDetector>;
}

/** A detector that learns from labels. One file in `supervised/` and one line in `registry.ts` add one. */
export interface SupervisedDetector<Name extends string = string, Options extends FitOptions = FitOptions>
  extends Definition<Name> {
  /**
   * @param labels 0 or 1 a row
   * @throws when there is one class only, labels are missing or others than 0 and 1, or a value is not finite
   */
  readonly fit: (matrix: FeatureMatrix, labels: ArrayLike<number>, options?: Options) => Promise<Scorer>;
}

/** Writes the scores of rows `from` to `to` (excluded); `values` is row-major. */
export type ScoreRows = (values: Float32Array, from: number, to: number, scores: Float32Array) => void;

/** Rows scored at a go: few enough to stay in the processor's cache. */
const BATCH_ROWS = 2_048;

/**
 * Makes a scorer from a function that scores a run of rows: checks the matrix, reports progress, and can be stopped.
 *
 * @param columns the features that it was fitted on
 */
export function makeScorer(name: string, columns: readonly FeatureColumn[], scoreRows: ScoreRows): Scorer {
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
      const yieldToEventLoop = makeYieldToEventLoop();
      const scores = new Float32Array(matrix.rows);
      for (let from = 0; from < matrix.rows; from += BATCH_ROWS) {
        signal?.throwIfAborted();
        const to = Math.min(matrix.rows, from + BATCH_ROWS);
        scoreRows(matrix.values, from, to, scores);
        onProgress?.({ done: to, total: matrix.rows, unit: 'rows' });
        await yieldToEventLoop();
      }
      return scores;
    },
    dispose: () => {},
  };
}
