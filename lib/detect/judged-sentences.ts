import { visible } from '../text/visible.js';
import type { DetectorEvaluation } from './evaluate-detectors.js';
import { winnerSentences } from './winner-sentences.js';

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
  return [
    ...warnings.map((warning) => `Warning: ${warning}`),
    `Judged on ${labels.length.toLocaleString('en-US')} records that no detector learned from, ${positives.toLocaleString('en-US')} of them positive; split ${split.how}.`,
    `The labels in ${visible(label, 40)} are ${whose[provenance]}.`,
    ...winnerSentences(detectors),
  ];
}
