import type { FeatureColumn, FeatureMatrix } from '../../features/feature-matrix.js';
import type { Shape } from '../../files/json-shape.js';
import type { LongOperation } from '../../progress/long-operation.js';
import { makeYieldToEventLoop } from '../../progress/yield-to-event-loop.js';
import type { BackendName } from '../backend.js';
import { checkMatrix } from '../check-matrix.js';
import type { TrainHistory } from '../train-history.js';

/** Options of fitting every detector; some detectors have more. */
export interface FitOptions extends LongOperation {
  /** Seed of all random numbers, 1 by default: the same seed gives the same scores to the bit. */
  readonly seed?: number;
  /** Number of records of which the matrix is a sample; by default its number of rows. */
  readonly records?: number;
}

/** Description of a detector for a report. */
export interface DetectorDescription {
  /** Completes “The score is …”. */
  readonly score: string;
  /** How it works: a clause with “it” as its subject. */
  readonly how: string;
}

/** Training of a network. */
export interface Training {
  /** Losses in the course of the training. */
  readonly history: TrainHistory;
  /** TensorFlow.js backend that trained it. */
  readonly backend: BackendName;
}

/** Scores of records, divided among their features. */
export interface ExplainedScores {
  /** One score per row. */
  readonly scores: Float32Array;
  /** What each feature adds to the score, 0 or more, rows × features, row-major; only ratios have a meaning. */
  readonly parts: Float32Array;
  /** The scores by each detector that was combined, by its name. */
  readonly memberScores?: Readonly<Record<string, Float32Array>>;
}

/** Options of explaining scores. */
export interface ExplainOptions extends LongOperation {
  /** Array to overwrite with the parts, as long as the values of the matrix; a new one by default. */
  readonly parts?: Float32Array;
}

/** A fitted detector, which scores records with the same features. */
export interface Scorer {
  /** Name in tables; it may include what was learned, such as “one feature: bytes_in, high”. */
  readonly name: string;
  /**
   * Returns one score per row, higher is more suspicious; throws when the matrix has other features or a
   * value that is not finite.
   */
  readonly score: (matrix: FeatureMatrix, options?: LongOperation) => Promise<Float32Array>;
  /** Training of its network; undefined for a detector without one. */
  readonly training?: Training;
  /** Frees the memory of a network. The detector cannot score afterwards. */
  readonly dispose: () => void;
}

/** A detector that was left out, with the reason in words. */
export type LeftOut = { readonly detector: string; readonly reason: string };

/** State of a fitted detector as plain data: numbers, texts, typed arrays, and lists and objects of them. */
export type DetectorState = Readonly<Record<string, unknown>>;

/** An unsupervised detector after `fit`. */
export interface FittedDetector extends Scorer {
  /**
   * Returns the same scores with what each feature adds; undefined where a score is not a sum over features.
   * Call it for some thousand rows at a time: the parts take as much memory as the features.
   */
  readonly explain?: (matrix: FeatureMatrix, options?: ExplainOptions) => Promise<ExplainedScores>;
  /** Detectors that a combination left out since they could not be fitted. */
  readonly leftOut?: readonly LeftOut[];
  /** Returns the fitted state, from which `restore` makes a detector with the same scores to the bit. */
  readonly state: () => DetectorState;
}

/** Definition of a detector; fitting does not change it. */
interface Definition<Name extends string, State extends DetectorState = DetectorState> {
  /** Name in the registry. */
  readonly name: Name;
  /** Whether it trains a neural network. */
  readonly network: boolean;
  /**
   * Describes the detector. It is a method so that a list can hold detectors of different states.
   *
   * @param features number of features of a record
   * @param state state of the fitted detector, for a description of what was fitted
   */
  describe(features: number, state?: State): DetectorDescription;
}

/**
 * An unsupervised detector: `fit` learns what is typical of records, and `score` of the fitted detector
 * returns how anomalous records are. To add one, write a file in `unsupervised/` and add it to `registry.ts`.
 */
export interface Detector<
  Name extends string = string,
  Options extends FitOptions = FitOptions,
  State extends DetectorState = DetectorState,
> extends Definition<Name, State> {
  /** Names of the options that only this detector has; none by default. */
  readonly ownOptions?: readonly string[];
  /** Returns the maximum number of training rows for a number of records; `MAX_FIT_ROWS` by default. */
  readonly fitRows?: (records: number, options: Options) => number;
  /** Returns why it cannot be fitted on a matrix, in words; undefined where it can. */
  readonly whyNot?: (matrix: FeatureMatrix) => string | undefined;
  /**
   * Fits the detector.
   *
   * @param matrix rows × features, row-major and scaled
   * @throws when the matrix has fewer than two rows, no columns, or a value that is not finite; the signal's
   *   reason
   */
  readonly fit: (matrix: FeatureMatrix, options?: Options) => Promise<FittedDetector>;
  /**
   * Makes a fitted detector from its state. It is a method so that a list can hold detectors of different
   * states.
   *
   * @param columns columns of the training matrix
   */
  restore(state: State, columns: readonly FeatureColumn[]): Promise<FittedDetector>;
  /**
   * Shape of its state in a file, which need not be of this detector: with a state of this shape, `restore` gives
   * a detector that ends, allocates no more than the state has, and reads no value that is not there.
   *
   * @param columns columns of the training matrix
   */
  readonly stateShape: (columns: readonly FeatureColumn[]) => Shape;
}

/**
 * A detector that learns from labels. To add one, write a file in `supervised/` and add it to `registry.ts`.
 */
export interface SupervisedDetector<Name extends string = string, Options extends FitOptions = FitOptions>
  extends Definition<Name> {
  /**
   * Fits the detector.
   *
   * @param matrix rows × features, row-major and scaled
   * @param labels one label per row, 0 or 1
   * @throws when there is one class only, a label is missing or not 0 or 1, or a value is not finite
   */
  readonly fit: (matrix: FeatureMatrix, labels: ArrayLike<number>, options?: Options) => Promise<Scorer>;
}

/**
 * Writes the scores of rows `from` to `to` (exclusive) of a matrix into `scores`; `values` are those of the matrix.
 */
export type ScoreRows = (
  values: Float32Array,
  from: number,
  to: number,
  scores: Float32Array,
  matrix: FeatureMatrix,
) => void;

/** Rows scored at a time, few enough for the processor's cache. */
const BATCH_ROWS = 2_048;

/**
 * Makes a scorer from a function that scores a range of rows. The scorer checks the matrix, reports progress
 * and can be stopped.
 *
 * @param name name of the fitted detector
 * @param columns columns of the training matrix
 * @param scoreRows writes the scores of a range of rows
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
        scoreRows(matrix.values, from, to, scores, matrix);
        onProgress?.({ done: to, total: matrix.rows, unit: 'rows' });
        await yieldToEventLoop();
      }
      return scores;
    },
    dispose: () => {},
  };
}
