import type { Interval } from '../evaluate/bootstrap.js';
import type { DetectorEvaluation } from './evaluate-detectors.js';

const interval = ({ value, low, high }: Interval) =>
  `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;

/**
 * Detectors as rows of a table, the best first, each number with its 95 % interval.
 *
 * @example
 * show(table(judgedRows(await evaluateDetectors(traffic, 'is_suspicious'))));
 */
export function judgedRows({
  detectors,
}: Pick<DetectorEvaluation, 'detectors'>): readonly Readonly<Record<string, string>>[] {
  return detectors.map(({ detector, learnedFrom, evaluation }) => ({
    detector,
    'learned from': learnedFrom,
    'average precision': interval(evaluation.averagePrecision),
    'ROC-AUC': interval(evaluation.rocAuc),
    ...Object.fromEntries(
      evaluation.budgets.map(({ alerts, precision, recall }) => [
        `of ${alerts} alerts`,
        `${Math.round(precision * 100)} % right, hold ${Math.round(recall * 100)} %`,
      ]),
    ),
  }));
}
