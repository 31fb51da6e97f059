import { type BigramCounts, END, type LearnedValues, START } from './request-model.js';

/** Distinct bigrams of one model that are kept: the most frequent. */
const MAX_BIGRAMS = 500;
/** Weight of the less specific distribution against one count of the more specific. */
const PRIOR_COUNTS = 5;
/** Characters that a value may have, for one that was never seen: in values of one parameter, and of any. */
const OWN_SYMBOLS = 60;
const COMMON_SYMBOLS = 100;
/** Minimum of the robust standard deviation of ln(1 + length), where nearly all values have one length. */
const MIN_LENGTH_SCALE = 0.15;
/** Makes the median absolute deviation of normal data their standard deviation. */
const MAD_TO_SIGMA = 1.4826;

/** Returns a value with `a` for a run of letters and `0` for a run of digits. */
const shape = (value: string): string =>
  value.replaceAll(/[a-z\u00df-\u00ff]+/g, 'a').replaceAll(/[0-9]+/g, '0');

/** Counts the bigrams of the shapes of values. */
export function countBigrams(values: Iterable<string>): BigramCounts {
  const counts = new Map<string, number>();
  for (const value of values) {
    const text = START + shape(value) + END;
    for (let i = 1; i < text.length; i++) {
      const bigram = text.slice(i - 1, i + 1);
      counts.set(bigram, (counts.get(bigram) ?? 0) + 1);
    }
  }
  const kept = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)).slice(0, MAX_BIGRAMS);
  return { bigrams: kept.map(([bigram]) => bigram).join(''), counts: kept.map(([, n]) => n) };
}

/** Learns the values of one parameter, at least one. */
export function learnValues(values: readonly string[]): LearnedValues {
  const lengths = values.map(({ length }) => Math.log1p(length));
  const middle = median(lengths);
  const deviation = median(lengths.map((length) => Math.abs(length - middle)));
  return {
    ...countBigrams(values),
    length: { median: middle, scale: Math.max(MAD_TO_SIGMA * deviation, MIN_LENGTH_SCALE) },
  };
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** How surprising a value is. */
export interface ValueSurprise {
  /** Bits of the whole value. */
  sum: number;
  /** Bits of its most surprising character. */
  max: number;
}

/**
 * Makes a function that computes the surprise -log₂ p of a value's shape, each character given the one before
 * it: a bigram model interpolated with the frequencies of single characters and an even distribution, with
 * weights c / (c + 5) for c counts (Witten and Bell, 1991; Kruegel and Vigna, Anomaly Detection of Web-based
 * Attacks, 2003, judge values by such a model).
 *
 * @param own whether the model is of one parameter
 */
export function valueSurprise(
  { bigrams, counts }: BigramCounts,
  own: boolean,
): (value: string) => Readonly<ValueSurprise> {
  const pairs = new Map<number, number>();
  const before = new Map<number, number>();
  const single = new Map<number, number>();
  let total = 0;
  counts.forEach((n, i) => {
    const [first, second] = [bigrams.charCodeAt(2 * i), bigrams.charCodeAt(2 * i + 1)];
    pairs.set(first * 65_536 + second, n);
    before.set(first, (before.get(first) ?? 0) + n);
    single.set(second, (single.get(second) ?? 0) + n);
    total += n;
  });
  const even = 1 / (own ? OWN_SYMBOLS : COMMON_SYMBOLS);
  const mixed = (p: number, count: number, of: number) =>
    of === 0 ? p : (PRIOR_COUNTS * p + count) / (of + PRIOR_COUNTS);
  return (value) => {
    const text = `${shape(value)}${END}`;
    const surprise = { sum: 0, max: 0 };
    let last = START.charCodeAt(0);
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      const alone = mixed(even, single.get(code) ?? 0, total);
      const bits = -Math.log2(mixed(alone, pairs.get(last * 65_536 + code) ?? 0, before.get(last) ?? 0));
      surprise.sum += bits;
      surprise.max = Math.max(surprise.max, bits);
      last = code;
    }
    return surprise;
  };
}
