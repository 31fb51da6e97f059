import { visible } from '../text/visible.js';
import type { DetectorEvaluation } from './evaluate-detectors.js';

/** Networks and their options: what has to beat a baseline to be worth its weight. */
const NETWORKS: readonly string[] = ['autoencoder', 'dense classifier'];

const whose = {
  truth: 'what is known to be true',
  'analyst column': 'the word of whoever filled the column, not established truth',
  'rule engine': 'the word of a rule engine: a record without a hit is unlabelled, not normal',
};

/**
 * Says in sentences what an evaluation found and how far it can be believed: warnings first, then whether a network
 * was worth its weight.
 *
 * @param label the column judged by
 *
 * @example
 * show(sentences(...judgedSentences('is_suspicious', await evaluateDetectors(traffic, 'is_suspicious'))));
 */
export function judgedSentences(label: string, judged: DetectorEvaluation): readonly string[] {
  const { labels, split, warnings, provenance, detectors } = judged;
  const positives = labels.reduce((sum, one) => sum + one, 0);
  const kinds = [
    ['records', 'records alone'],
    ['labels', 'labels'],
  ] as const;
  return [
    ...warnings.map((warning) => `Warning: ${warning}`),
    `Judged on ${labels.length.toLocaleString('en-US')} records that no detector learned from, ${positives.toLocaleString('en-US')} of them positive; split ${split.how}.`,
    `The labels in ${visible(label, 40)} are ${whose[provenance]}.`,
    ...kinds.flatMap(([kind, words]) => {
      const own = detectors.filter(({ learnedFrom }) => learnedFrom === kind);
      const [best] = own;
      const network = own.find(({ detector }) => NETWORKS.includes(detector));
      if (best === undefined || network === undefined) return [];
      const precision = ({ evaluation }: typeof best) => evaluation.averagePrecision.value.toFixed(3);
      return best === network
        ? [
            `Of those that learn from ${words}, the ${network.detector} is best: average precision ${precision(network)}.`,
          ]
        : [
            `Of those that learn from ${words}, a baseline wins: ${best.detector} has an average precision of ${precision(best)}, the ${network.detector} ${precision(network)}.`,
          ];
    }),
  ];
}
