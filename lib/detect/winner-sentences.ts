import type { JudgedDetector } from './judged-detector.js';

/** What has to beat a baseline to be worth its weight. */
const NETWORKS: readonly string[] = ['autoencoder', 'dense classifier'];

const kinds = [
  ['records', 'records alone'],
  ['labels', 'labels'],
] as const;

/**
 * Says whether a network was worth its weight, or which baseline wins.
 *
 * @param detectors the best first
 *
 * @example
 * show(sentences(...winnerSentences((await besideBaselines(found, truth)).detectors)));
 */
export function winnerSentences(detectors: readonly JudgedDetector[]): readonly string[] {
  return kinds.flatMap(([kind, words]) => {
    const own = detectors.filter(({ learnedFrom }) => learnedFrom === kind);
    const [best] = own;
    const network = own.find(({ detector }) => NETWORKS.includes(detector));
    if (best === undefined || network === undefined) return [];
    const precision = ({ evaluation }: JudgedDetector) => evaluation.averagePrecision.value.toFixed(3);
    return best === network
      ? [
          `Of those that learn from ${words}, the ${network.detector} is best: average precision ${precision(network)}.`,
        ]
      : [
          `Of those that learn from ${words}, a baseline wins: ${best.detector} has an average precision of ${precision(best)}, the ${network.detector} ${precision(network)}.`,
        ];
  });
}
