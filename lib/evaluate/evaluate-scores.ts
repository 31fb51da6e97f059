import { requireBothClasses } from '../models/require-both-classes.js';
import { type BootstrapOptions, bootstrap, type Interval } from './bootstrap.js';
import { atBudget, averagePrecision, type BudgetQuality, rocAuc } from './ranking-metrics.js';
import {
  type Calibration,
  type Confusion,
  calibration,
  confusion,
  type VerdictQuality,
  verdictQuality,
} from './verdict-metrics.js';

/** A threshold and which rows it was chosen on. */
export interface ChosenThreshold {
  readonly value: number;
  /** Positions of the rows whose scores or labels it was chosen by. */
  readonly chosenOn: Int32Array;
}

/** What to evaluate. */
export interface EvaluationInput {
  /** 0 or 1 a record of the whole matrix. */
  readonly labels: ArrayLike<number>;
  /** Higher is more suspicious. */
  readonly scores: ArrayLike<number>;
  /** The test set; all rows when left out. */
  readonly test?: Int32Array;
  readonly threshold?: ChosenThreshold;
  /** Alerts that can be looked at, such as `[20, 100]`. */
  readonly budgets?: readonly number[];
  /** Actor, network or distinct row of each record: what intervals are drawn over. */
  readonly groups?: ArrayLike<string | number>;
  /** Whether scores are probabilities, whose calibration can be told. */
  readonly probabilities?: boolean;
  readonly bootstrap?: BootstrapOptions;
}

/** How good scores are on rows that were not learned from. */
export interface Evaluation {
  readonly records: number;
  readonly positives: number;
  readonly rocAuc: Interval;
  readonly averagePrecision: Interval;
  readonly budgets: readonly BudgetQuality[];
  /** At the threshold, where one was given. */
  readonly verdicts: (VerdictQuality & Confusion & { readonly threshold: number }) | null;
  readonly calibration: Calibration | null;
}

/**
 * Evaluates scores by labels.
 *
 * @throws when the rows have one class only, or the threshold was chosen on rows of the test set
 *
 * @example
 * const { rocAuc, averagePrecision } = evaluateScores({ labels, scores, test: split.test, groups: actors });
 */
export function evaluateScores({
  labels,
  scores,
  test = Int32Array.from({ length: labels.length }, (_, i) => i),
  threshold,
  budgets = [],
  groups,
  probabilities = false,
  bootstrap: options = {},
}: EvaluationInput): Evaluation {
  const y = Uint8Array.from(test, (row) => labels[row]!);
  requireBothClasses(y, 'judge scores by');
  const s = Float64Array.from(test, (row) => scores[row]!);
  const g = groups === undefined ? null : Array.from(test, (row) => groups[row]!);
  if (threshold !== undefined) {
    const chosenOn = new Set(threshold.chosenOn);
    const seen = test.filter((row) => chosenOn.has(row)).length;
    if (seen > 0) {
      throw new Error(
        `The threshold was chosen on ${seen} of the ${test.length} records that it is judged by, which flatters it: choose it on training rows.`,
      );
    }
  }
  const counts =
    threshold &&
    confusion(
      y,
      Uint8Array.from(s, (score) => (score > threshold.value ? 1 : 0)),
    );
  return {
    records: y.length,
    positives: y.reduce((sum, label) => sum + label, 0),
    rocAuc: bootstrap(rocAuc, y, s, g, options),
    averagePrecision: bootstrap(averagePrecision, y, s, g, options),
    budgets: atBudget(y, s, budgets),
    verdicts:
      counts && threshold ? { ...counts, ...verdictQuality(counts), threshold: threshold.value } : null,
    calibration: probabilities ? calibration(y, s) : null,
  };
}
