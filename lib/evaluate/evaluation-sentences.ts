import { share } from '../text/share.js';
import type { Interval } from './bootstrap.js';
import type { Evaluation } from './evaluate-scores.js';

/**
 * Says in sentences how good scores are, each number beside what guessing reaches.
 *
 * @param what was judged and by what, as in “Autoencoder, by the simulated truth”
 *
 * @example
 * show(sentences(...evaluationSentences('Autoencoder, by the simulated truth', evaluation)));
 */
export function evaluationSentences(
  what: string,
  { records, positives, rocAuc, averagePrecision, budgets, verdicts, calibration }: Evaluation,
): readonly string[] {
  const interval = ({ value, low, high }: Interval) =>
    `${value.toFixed(3)} (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)})`;
  return [
    `${what}: ROC-AUC ${interval(rocAuc)}, where guessing gives 0.5; average precision ${interval(averagePrecision)}, where guessing gives ${(positives / records).toFixed(3)}. Judged on ${records.toLocaleString('en-US')} records, ${positives} of them positive; intervals over ${rocAuc.groups} groups.`,
    ...budgets.map(
      ({ alerts, precision, recall }) =>
        `${what}: of the ${alerts} highest scores ${share(precision, 1)} are right, and they hold ${share(recall, 1)} of the positives.`,
    ),
    ...(verdicts === null
      ? []
      : [
          `${what}: above ${verdicts.threshold.toPrecision(3)} precision is ${share(verdicts.precision, 1)}, recall ${share(verdicts.recall, 1)}, F1 ${verdicts.f1.toFixed(2)}, MCC ${verdicts.mcc.toFixed(2)}.`,
        ]),
    ...(calibration === null
      ? []
      : [
          `${what}: the Brier score is ${calibration.brier.toFixed(4)}; always giving the share of positives reaches ${calibration.baseline.toFixed(4)}.`,
        ]),
  ];
}
