import type { Confusion } from './confusion.js';

/** How good verdicts are; 0 where a part has nothing to be divided by, as in scikit-learn. */
export interface VerdictQuality {
  /** Part of the alerts that are right. */
  readonly precision: number;
  /** Part of the positives that were found. */
  readonly recall: number;
  /** Harmonic mean of the two. */
  readonly f1: number;
  /** Matthews' correlation coefficient, -1 to 1: 0 for guessing, however uneven the classes (Matthews, 1975). */
  readonly mcc: number;
}

/**
 * Computes precision, recall, F1 and MCC of verdicts.
 *
 * @example
 * verdictQuality(confusion([0, 1, 1], [0, 1, 0])).recall; // 0.5
 */
export function verdictQuality(counts: Confusion): VerdictQuality {
  const { truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn } = counts;
  const part = (of: number, all: number) => (all === 0 ? 0 : of / all);
  return {
    precision: part(tp, tp + fp),
    recall: part(tp, tp + fn),
    f1: part(2 * tp, 2 * tp + fp + fn),
    mcc: part(tp * tn - fp * fn, Math.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))),
  };
}
