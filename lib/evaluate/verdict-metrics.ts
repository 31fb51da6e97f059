/** How verdicts and labels agree, in records. */
export interface Confusion {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/**
 * Counts how verdicts agree with labels.
 *
 * @param labels 0 or 1 a record
 * @param verdicts 0 or 1 a record
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

/** One bin of a reliability curve. */
export interface ReliabilityBin {
  /** Mean of the probabilities that were given. */
  readonly predicted: number;
  /** Part of these records that are positive. */
  readonly observed: number;
  readonly records: number;
}

/** Whether probabilities mean what they say. */
export interface Calibration {
  /** Mean squared distance of probability and label; 0 is perfect (Brier, 1950). */
  readonly brier: number;
  /** Brier score of always giving the share of positives: what a model has to beat. */
  readonly baseline: number;
  /** Bins of equal width that have records. */
  readonly reliability: readonly ReliabilityBin[];
}

/**
 * Compares probabilities with what came. Equal to scikit-learn's `brier_score_loss` and `calibration_curve`
 * (`strategy='uniform'`).
 *
 * @param labels 0 or 1 a record
 * @param probabilities of class 1, 0 to 1
 * @param bins bins of the reliability curve, 10 when left out
 * @throws when a probability is not within 0 to 1
 *
 * @example
 * calibration([0, 1], [0.2, 0.7]).brier; // 0.065
 */
export function calibration(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  bins = 10,
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
