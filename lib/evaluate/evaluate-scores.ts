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

/** A threshold and the rows on which it was chosen. */
export interface ChosenThreshold {
  /** A record is an alert when its score is above this value. */
  readonly value: number;
  /** Positions of the rows whose scores or labels were used to choose it. */
  readonly chosenOn: Int32Array;
}

/** Options of `evaluateScores`. */
export interface EvaluationOptions {
  /** Positions of the test set; all rows by default. */
  readonly test?: Int32Array;
  /**
   * A threshold whose precision and recall are computed; none by default. It must not be chosen on test rows.
   */
  readonly threshold?: ChosenThreshold;
  /** Numbers of alerts for which precision and recall are computed, such as `[20, 100]`; none by default. */
  readonly budgets?: readonly number[];
  /**
   * Actor, network or distinct row of each record, which intervals resample; by default each record is a
   * group of its own.
   */
  readonly groups?: ArrayLike<string | number>;
  /** Whether scores are probabilities whose calibration is computed; `false` by default. */
  readonly probabilities?: boolean;
  /** Seed, number of samples and level of the intervals. */
  readonly bootstrap?: Omit<BootstrapOptions, 'groups'>;
}

/** Metrics of scores on a test set. */
export interface Evaluation {
  /** Number of test records. */
  readonly records: number;
  /** Number of test records with label 1. */
  readonly positives: number;
  /** Area under the ROC curve: 0.5 for random scores, 1 is best. */
  readonly rocAuc: Interval;
  /** Average precision: the share of positives for random scores, 1 is best. */
  readonly averagePrecision: Interval;
  /** Precision and recall for each of the `budgets`. */
  readonly budgets: readonly BudgetQuality[];
  /** Metrics at the threshold; null without one. */
  readonly verdicts: (VerdictQuality & Confusion & { readonly threshold: number }) | null;
  /** Calibration of probabilities; null for other scores. */
  readonly calibration: Calibration | null;
}

/**
 * Computes metrics of scores on labelled records, with 95 % confidence intervals.
 *
 * @param labels one label per record, 0 or 1
 * @param scores one score per record, higher is more suspicious
 * @param options the test set, groups, a threshold and alert budgets
 * @returns ROC-AUC, average precision, and metrics at the threshold and the budgets
 * @throws when the test set has one class only, or the threshold was chosen on rows of the test set
 *
 * @example
 * const { rocAuc, averagePrecision } = evaluateScores(labels, scores, { groups: actors });
 */
export function evaluateScores(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  {
    test = Int32Array.from({ length: labels.length }, (_, i) => i),
    threshold,
    budgets = [],
    groups,
    probabilities = false,
    bootstrap: bootstrapOptions = {},
  }: EvaluationOptions = {},
): Evaluation {
  const y = Uint8Array.from(test, (row) => labels[row]!);
  requireBothClasses(y, 'judge scores by');
  const s = Float64Array.from(test, (row) => scores[row]!);
  const intervals = {
    ...bootstrapOptions,
    ...(groups && { groups: Array.from(test, (row) => groups[row]!) }),
  };
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
    rocAuc: bootstrap(y, s, rocAuc, intervals),
    averagePrecision: bootstrap(y, s, averagePrecision, intervals),
    budgets: atBudget(y, s, budgets),
    verdicts:
      counts && threshold ? { ...counts, ...verdictQuality(counts), threshold: threshold.value } : null,
    calibration: probabilities ? calibration(y, s) : null,
  };
}
