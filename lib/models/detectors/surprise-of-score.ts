import { countBelow } from './count-below.js';

/**
 * Share of the highest scores that an exponential tail is fitted to, since frequencies end at the highest
 * reference score.
 */
const TAIL_SHARE = 0.02;

/**
 * Makes scores of different detectors comparable: -ln of the share of reference scores that are at least as
 * high. An exponential tail is fitted to the highest 2 % (peaks over threshold: Pickands, 1975, with shape
 * 0), so that scores beyond the reference keep their order.
 *
 * @param reference scores of the training records, at least one
 * @throws when there is no reference score
 *
 * @example
 * const surprise = surpriseOfScore(await detector.score(matrix));
 * surprise(Float32Array.of(0.7)); // 4.6 for a score that 1 % reach
 */
export function surpriseOfScore(reference: Float32Array): (scores: Float32Array) => Float32Array {
  if (reference.length === 0)
    throw new Error('There are no scores to compare with: score some records first.');
  const sorted = reference.slice().sort();
  const n = sorted.length;
  const start = Math.min(n - 1, Math.floor(n * (1 - TAIL_SHARE)));
  const bound = sorted[start]!;
  const beyond = sorted.subarray(start).filter((score) => score > bound);
  const excess = beyond.reduce((sum, score) => sum + (score - bound), 0) / beyond.length;
  const below = countBelow(sorted);
  const count = new Uint32Array(1);
  below(sorted, start, 1, count);
  const atBound = -Math.log((n - count[0]!) / n);
  // All scores of the tail are equal, so its slope is unknown: a higher score counts as one in n.
  const ofTail = (score: number) =>
    beyond.length > 0
      ? -Math.log(beyond.length / n) + (score - bound) / excess
      : Math.max(atBound, Math.log(n));
  return (scores) => {
    const counts = new Uint32Array(scores.length);
    below(scores, 0, 1, counts);
    // Not the negative: the lowest score is 0 and not -0, which a file would show.
    return scores.map((score, i) => (score > bound ? ofTail(score) : 0 - Math.log((n - counts[i]!) / n)));
  };
}
