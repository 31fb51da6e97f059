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
