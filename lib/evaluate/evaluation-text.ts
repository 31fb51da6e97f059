import { formatShare } from '../text/format-share.js';
import { visible } from '../text/visible.js';
import type { Interval } from './bootstrap.js';
import type { DetectorEvaluation, EvaluatedDetector } from './evaluate-detectors.js';
import type { Evaluation } from './evaluate-scores.js';

/**
 * Describes an evaluation in sentences, each metric with its value for random scores.
 *
 * @param evaluation what `evaluateScores` returns
 * @param subject what is evaluated and on which labels, such as “Autoencoder, by the simulated truth”
 * @returns one sentence per metric
 *
 * @example
 * const evaluation = evaluateScores(labels, detection.scores);
 * show(sentences(...describeEvaluation(evaluation, 'Autoencoder, by the simulated truth')));
 */
export function describeEvaluation(
  { records, positives, rocAuc, averagePrecision, budgets, verdicts, calibration }: Evaluation,
  subject: string,
): readonly string[] {
  const interval = ({ value, low, high }: Interval) =>
    `${value.toFixed(3)} (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)})`;
  return [
    `${subject}: ROC-AUC ${interval(rocAuc)}, where guessing gives 0.5; average precision ${interval(averagePrecision)}, where guessing gives ${(positives / records).toFixed(3)}. Judged on ${records.toLocaleString('en-US')} records, ${positives} of them positive; intervals over ${rocAuc.groups} groups.`,
    ...budgets.map(
      ({ alerts, precision, recall }) =>
        `${subject}: of the ${alerts} highest scores ${formatShare(precision, 1)} are right, and they hold ${formatShare(recall, 1)} of the positives.`,
    ),
    ...(verdicts === null
      ? []
      : [
          `${subject}: above ${verdicts.threshold.toPrecision(3)} precision is ${formatShare(verdicts.precision, 1)}, recall ${formatShare(verdicts.recall, 1)}, F1 ${verdicts.f1.toFixed(2)}, MCC ${verdicts.mcc.toFixed(2)}.`,
        ]),
    ...(calibration === null
      ? []
      : [
          `${subject}: the Brier score is ${calibration.brier.toFixed(4)}; always giving the share of positives reaches ${calibration.baseline.toFixed(4)}.`,
        ]),
  ];
}

/** How reliable labels are, by their provenance. */
const provenanceText = {
  truth: 'what is known to be true',
  'analyst column': 'the word of whoever filled the column, not established truth',
  'rule engine': 'the word of a rule engine: a record without a hit is unlabelled, not normal',
};

/**
 * Describes evaluated detectors in sentences: the best unsupervised and the best supervised one, compared with
 * a baseline that scores better; of `evaluateDetectors`, first the warnings and how reliable the labels are.
 *
 * @param evaluated what `evaluateDetectors`, `compareDetectors` or `classifyTraffic` returns; its detectors,
 *   the best first
 * @param label the column of the labels that `evaluateDetectors` read
 *
 * @example
 * show(sentences(...describeDetectors(await evaluateDetectors(traffic, 'is_suspicious'), 'is_suspicious')));
 */
export function describeDetectors(evaluated: DetectorEvaluation, label: string): readonly string[];
export function describeDetectors(evaluated: Pick<DetectorEvaluation, 'detectors'>): readonly string[];
export function describeDetectors(
  evaluated: DetectorEvaluation | Pick<DetectorEvaluation, 'detectors'>,
  label?: string,
): readonly string[] {
  const best = describeBest(evaluated.detectors);
  if (label === undefined || !('provenance' in evaluated)) return best;
  const { labels, split, warnings, provenance } = evaluated;
  const positives = labels.reduce((sum, one) => sum + one, 0);
  return [
    ...warnings.map((warning) => `Warning: ${warning}`),
    `Judged on ${labels.length.toLocaleString('en-US')} records that no detector learned from, ${positives.toLocaleString('en-US')} of them positive; split ${split.how}.`,
    `The labels in ${visible(label, 40)} are ${provenanceText[provenance]}.`,
    ...best,
  ];
}

/** What detectors learn from, and its description. */
const learningKinds = [
  ['records', 'records alone'],
  ['labels', 'labels'],
] as const;

/** Names the best unsupervised and the best supervised detector, and a baseline that beats the network. */
function describeBest(detectors: readonly EvaluatedDetector[]): readonly string[] {
  return learningKinds.flatMap(([kind, words]) => {
    const own = detectors.filter(({ learnedFrom }) => learnedFrom === kind);
    const [best] = own;
    if (best === undefined) return [];
    const precision = ({ evaluation }: EvaluatedDetector) => evaluation.averagePrecision.value.toFixed(3);
    const network = own.find((one) => one.network) ?? best;
    return best === network
      ? [
          `Of those that learn from ${words}, the ${best.detector} is best: average precision ${precision(best)}.`,
        ]
      : [
          `Of those that learn from ${words}, a baseline wins: ${best.detector} has an average precision of ${precision(best)}, the ${network.detector} ${precision(network)}.`,
        ];
  });
}

const formatInterval = ({ value, low, high }: Interval) =>
  `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;

/**
 * Lists evaluated detectors as rows of a table, the best first, each metric with its 95 % interval.
 *
 * @param evaluated what `evaluateDetectors`, `compareDetectors` or `classifyTraffic` returns
 *
 * @example
 * show(table(detectorRows(await evaluateDetectors(traffic, 'is_suspicious'))));
 */
export function detectorRows({
  detectors,
}: Pick<DetectorEvaluation, 'detectors'>): readonly Readonly<Record<string, string>>[] {
  return detectors.map(({ detector, learnedFrom, evaluation }) => ({
    detector,
    'learned from': learnedFrom,
    'average precision': formatInterval(evaluation.averagePrecision),
    'ROC-AUC': formatInterval(evaluation.rocAuc),
    ...Object.fromEntries(
      evaluation.budgets.map(({ alerts, precision, recall }) => [
        `of ${alerts} alerts`,
        `${Math.round(precision * 100)} % right, hold ${Math.round(recall * 100)} %`,
      ]),
    ),
  }));
}
