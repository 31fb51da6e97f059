import { formatShare } from '../text/format-share.js';
import { visible } from '../text/visible.js';
import type { Interval } from './bootstrap.js';
import type { DetectorEvaluation, EvaluatedDetector } from './evaluate-detectors.js';
import type { Evaluation } from './evaluate-scores.js';

/**
 * Says in sentences how good scores are, each number beside what guessing reaches.
 *
 * @param what is evaluated and by what, as in “Autoencoder, by the simulated truth”
 *
 * @example
 * show(sentences(...evaluationSentences('Autoencoder, by the simulated truth', evaluation)));
 */
export function describeEvaluation(
  what: string,
  { records, positives, rocAuc, averagePrecision, budgets, verdicts, calibration }: Evaluation,
): readonly string[] {
  const interval = ({ value, low, high }: Interval) =>
    `${value.toFixed(3)} (95 % interval ${low.toFixed(3)} to ${high.toFixed(3)})`;
  return [
    `${what}: ROC-AUC ${interval(rocAuc)}, where guessing gives 0.5; average precision ${interval(averagePrecision)}, where guessing gives ${(positives / records).toFixed(3)}. Judged on ${records.toLocaleString('en-US')} records, ${positives} of them positive; intervals over ${rocAuc.groups} groups.`,
    ...budgets.map(
      ({ alerts, precision, recall }) =>
        `${what}: of the ${alerts} highest scores ${formatShare(precision, 1)} are right, and they hold ${formatShare(recall, 1)} of the positives.`,
    ),
    ...(verdicts === null
      ? []
      : [
          `${what}: above ${verdicts.threshold.toPrecision(3)} precision is ${formatShare(verdicts.precision, 1)}, recall ${formatShare(verdicts.recall, 1)}, F1 ${verdicts.f1.toFixed(2)}, MCC ${verdicts.mcc.toFixed(2)}.`,
        ]),
    ...(calibration === null
      ? []
      : [
          `${what}: the Brier score is ${calibration.brier.toFixed(4)}; always giving the share of positives reaches ${calibration.baseline.toFixed(4)}.`,
        ]),
  ];
}

/** How far labels can be believed, by where they come from. */
const provenanceText = {
  truth: 'what is known to be true',
  'analyst column': 'the word of whoever filled the column, not established truth',
  'rule engine': 'the word of a rule engine: a record without a hit is unlabelled, not normal',
};

/**
 * Says in sentences what an evaluation found and how far it can be believed: warnings first, then whether a network
 * was worth its weight.
 *
 * @param label the column that the labels come from
 *
 * @example
 * show(sentences(...judgedSentences('is_suspicious', await evaluateDetectors(traffic, 'is_suspicious'))));
 */
export function describeDetectors(label: string, evaluated: DetectorEvaluation): readonly string[] {
  const { labels, split, warnings, provenance, detectors } = evaluated;
  const positives = labels.reduce((sum, one) => sum + one, 0);
  return [
    ...warnings.map((warning) => `Warning: ${warning}`),
    `Judged on ${labels.length.toLocaleString('en-US')} records that no detector learned from, ${positives.toLocaleString('en-US')} of them positive; split ${split.how}.`,
    `The labels in ${visible(label, 40)} are ${provenanceText[provenance]}.`,
    ...describeBestDetectors(detectors),
  ];
}

/** What detectors learn from, and in words. */
const learningKinds = [
  ['records', 'records alone'],
  ['labels', 'labels'],
] as const;

/**
 * Says whether a network was worth its weight, or which baseline wins; where there is no network, which detector is best.
 *
 * @param detectors the best first
 *
 * @example
 * show(sentences(...winnerSentences((await compareDetectors(found, truth)).detectors)));
 */
export function describeBestDetectors(detectors: readonly EvaluatedDetector[]): readonly string[] {
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
 * Detectors as rows of a table, the best first, each number with its 95 % interval.
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
