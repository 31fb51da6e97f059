import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Test rows of one seed with the scores of the two detectors compared. */
export interface Pair {
  readonly labels: Uint8Array;
  readonly groups: Int32Array;
  readonly one: ArrayLike<number>;
  readonly other: ArrayLike<number>;
}

const REPEATS = 300;

/**
 * Interval (95 %) of the difference of average precision, one less other: groups are drawn with replacement, the same for both
 * detectors, and the difference is averaged over the seeds.
 */
export function pairedDifference(pairs: readonly Pair[]): { readonly low: number; readonly high: number } {
  const random = xoroshiro128plus(1);
  const prepared = pairs.map(({ labels, groups, one, other }) => ({
    labels,
    groups,
    names: [...new Set(groups)],
    one,
    other,
    orders: [descending(one), descending(other)] as const,
  }));
  const drawn: number[] = [];
  while (drawn.length < REPEATS) {
    const differences = prepared.map(({ labels, groups, names, one, other, orders }) => {
      const weight = new Map<number, number>();
      for (const _ of names) {
        const name = names[uniformInt(random, 0, names.length - 1)]!;
        weight.set(name, (weight.get(name) ?? 0) + 1);
      }
      const weights = Float64Array.from(groups, (group) => weight.get(group) ?? 0);
      return precision(labels, one, orders[0], weights) - precision(labels, other, orders[1], weights);
    });
    // Without a positive drawn there is no precision; another sample is drawn.
    const valid = differences.filter((difference) => !Number.isNaN(difference));
    if (valid.length > 0) drawn.push(valid.reduce((sum, value) => sum + value, 0) / valid.length);
  }
  drawn.sort((a, b) => a - b);
  return { low: drawn[Math.round(0.025 * (REPEATS - 1))]!, high: drawn[Math.round(0.975 * (REPEATS - 1))]! };
}

const descending = (scores: ArrayLike<number>) =>
  Int32Array.from({ length: scores.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);

/** Average precision of weighted rows, equal scores together. */
function precision(
  labels: Uint8Array,
  scores: ArrayLike<number>,
  order: Int32Array,
  weights: Float64Array,
): number {
  let total = 0;
  for (let i = 0; i < labels.length; i++) total += labels[i]! * weights[i]!;
  let found = 0;
  let seen = 0;
  let area = 0;
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at]!];
    let here = 0;
    for (; at < order.length && scores[order[at]!] === score; at++) {
      const row = order[at]!;
      here += labels[row]! * weights[row]!;
      seen += weights[row]!;
    }
    found += here;
    if (here > 0) area += (here / total) * (found / seen);
  }
  return total > 0 ? area : Number.NaN;
}
