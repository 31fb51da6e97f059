/** Confusion matrix of verdicts and labels, in records. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/**
 * Computes the confusion matrix of verdicts and labels.
 *
 * @param labels one label per record, 0 or 1
 * @param verdicts one verdict per record, 0 or 1
 * @throws when their lengths differ
 *
 * @example
 * confusion([0, 1, 1], [0, 1, 0]).falseNegatives; // 1
 */
export function confusion(labels: ArrayLike<number>, verdicts: ArrayLike<number>): Confusion {
  if (labels.length !== verdicts.length) {
    throw new Error(
      `There are ${labels.length} labels but ${verdicts.length} verdicts: give one of each a record.`,
    );
  }
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < labels.length; i++) {
    const place = (labels[i] === 1 ? 2 : 0) + (verdicts[i] === 1 ? 1 : 0);
    counts[place] = counts[place]! + 1;
  }
  const [trueNegatives, falsePositives, falseNegatives, truePositives] = counts;
  return {
    truePositives: truePositives!,
    falsePositives: falsePositives!,
    trueNegatives: trueNegatives!,
    falseNegatives: falseNegatives!,
  };
}

/** Metrics of verdicts; 0 where a denominator is 0, as in scikit-learn. */
export interface VerdictQuality {
  /** Part of the alerts that are positives. */
  readonly precision: number;
  /** Part of the positives that are alerts. */
  readonly recall: number;
  /** Harmonic mean of precision and recall. */
  readonly f1: number;
  /**
   * Matthews' correlation coefficient, -1 to 1: 0 for guessing, however uneven the classes (Matthews, 1975).
   */
  readonly mcc: number;
}

/**
 * Computes precision, recall, F1 and Matthews’ correlation coefficient of verdicts.
 *
 * @param counts what `confusion` returns
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

/** Options of `calibration`. */
export interface CalibrationOptions {
  /** Number of bins of the reliability curve, 10 by default. */
  readonly bins?: number;
}

/** One bin of a reliability curve. */
export interface ReliabilityBin {
  /** Mean predicted probability. */
  readonly predicted: number;
  /** Observed part of positives. */
  readonly observed: number;
  readonly records: number;
}

/** Agreement of predicted probabilities with observed frequencies. */
export interface Calibration {
  /** Brier score: mean squared difference of probability and label; 0 is best (Brier, 1950). */
  readonly brier: number;
  /** Brier score of a constant prediction of the share of positives. */
  readonly baseline: number;
  /** Non-empty bins of equal width. */
  readonly reliability: readonly ReliabilityBin[];
}

/**
 * Computes the calibration of predicted probabilities. Equal to scikit-learn's `brier_score_loss` and
 * `calibration_curve` (`strategy='uniform'`).
 *
 * @param labels one label per record, 0 or 1
 * @param probabilities predicted probability of class 1 per record, 0 to 1
 * @throws when a probability is not within 0 to 1
 *
 * @example
 * calibration([0, 1], [0.2, 0.7]).brier; // 0.065
 */
export function calibration(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { bins = 10 }: CalibrationOptions = {},
): Calibration {
  if (labels.length !== probabilities.length || labels.length === 0) {
    throw new Error(
      `There are ${labels.length} labels and ${probabilities.length} probabilities: give one of each a record.`,
    );
  }
  const sums = Array.from({ length: bins }, () => ({ predicted: 0, observed: 0, records: 0 }));
  let squared = 0;
  let positives = 0;
  for (let i = 0; i < labels.length; i++) {
    const p = probabilities[i]!;
    if (!(p >= 0 && p <= 1)) throw new Error(`Probability ${i} is ${p}: it must lie within 0 to 1.`);
    squared += (p - labels[i]!) ** 2;
    positives += labels[i]!;
    // A probability on an edge belongs to the bin below it, as in numpy's searchsorted.
    const bin = sums[Math.max(0, edgesBelow(p, bins) - 1)]!;
    bin.predicted += p;
    bin.observed += labels[i]!;
    bin.records += 1;
  }
  const share = positives / labels.length;
  return {
    brier: squared / labels.length,
    baseline: share * (1 - share),
    reliability: sums
      .filter(({ records }) => records > 0)
      .map(({ predicted, observed, records }) => ({
        predicted: predicted / records,
        observed: observed / records,
        records,
      })),
  };
}

/** How many of the edges 0, 1/bins, 2/bins … lie below p. */
function edgesBelow(p: number, bins: number): number {
  let n = Math.max(0, Math.floor(p * bins) - 1);
  while (n <= bins && n / bins < p) n++;
  return n;
}
