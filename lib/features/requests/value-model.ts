import { type BigramCounts, END, type LearnedValues, MAX_BIGRAMS, START } from './request-model.js';

/** Weight of the less specific distribution against one count of the more specific. */
const PRIOR_COUNTS = 5;
/** Characters that a value may have, for one that was never seen: in values of one parameter, and of any. */
const OWN_SYMBOLS = 60;
const COMMON_SYMBOLS = 100;
/** Minimum of the robust standard deviation of ln(1 + length), where nearly all values have one length. */
const MIN_LENGTH_SCALE = 0.15;
/** Makes the median absolute deviation of normal data their standard deviation. */
const MAD_TO_SIGMA = 1.4826;

const [LETTER, DIGIT] = ['a'.charCodeAt(0), '0'.charCodeAt(0)];
const [FIRST, LAST] = [START.charCodeAt(0), END.charCodeAt(0)];
const isLetter = (code: number) => (code >= 0x61 && code <= 0x7a) || (code >= 0xdf && code <= 0xff);
const isDigit = (code: number) => code >= 0x30 && code <= 0x39;
/** Integer of a pair of UTF-16 code units. */
const keyOf = (first: number, second: number): number => first * 65_536 + second;

/**
 * Calls a function with each bigram of the shape of a value: it has one `a` for a run of letters and one `0`
 * for a run of digits, and a mark at its start and its end.
 */
function eachBigram(value: string, use: (first: number, second: number) => void): void {
  let last = FIRST;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (isLetter(code)) {
      if (last !== LETTER) use(last, LETTER);
      last = LETTER;
    } else if (isDigit(code)) {
      if (last !== DIGIT) use(last, DIGIT);
      last = DIGIT;
    } else {
      use(last, code);
      last = code;
    }
  }
  use(last, LAST);
}

/** Counts the bigrams of the shapes of values. */
export function countBigrams(values: Iterable<string>): BigramCounts {
  const counts = new Map<number, number>();
  const add = (first: number, second: number) => {
    const key = keyOf(first, second);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const value of values) eachBigram(value, add);
  const kept = [...counts].sort(([a, n], [b, m]) => m - n || a - b).slice(0, MAX_BIGRAMS);
  return {
    bigrams: kept.map(([key]) => String.fromCharCode(Math.floor(key / 65_536), key % 65_536)).join(''),
    counts: kept.map(([, n]) => n),
  };
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
  readonly sum: number;
  /** Bits of its most surprising character. */
  readonly max: number;
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
): (value: string) => ValueSurprise {
  const pairs = new Map<number, number>();
  const before = new Map<number, number>();
  const single = new Map<number, number>();
  let total = 0;
  counts.forEach((n, i) => {
    const [first, second] = [bigrams.charCodeAt(2 * i), bigrams.charCodeAt(2 * i + 1)];
    pairs.set(keyOf(first, second), n);
    before.set(first, (before.get(first) ?? 0) + n);
    single.set(second, (single.get(second) ?? 0) + n);
    total += n;
  });
  const even = 1 / (own ? OWN_SYMBOLS : COMMON_SYMBOLS);
  const mixed = (p: number, count: number, of: number) =>
    of === 0 ? p : (PRIOR_COUNTS * p + count) / (of + PRIOR_COUNTS);
  const bitsOf = (first: number, second: number, n: number) =>
    -Math.log2(mixed(mixed(even, single.get(second) ?? 0, total), n, before.get(first) ?? 0));
  // One look-up for what was learned, which is nearly all.
  const known = new Map(
    Array.from(pairs, ([key, n]) => [key, bitsOf(Math.floor(key / 65_536), key % 65_536, n)]),
  );
  let [sum, max] = [0, 0];
  const add = (first: number, second: number) => {
    const bits = known.get(keyOf(first, second)) ?? bitsOf(first, second, 0);
    sum += bits;
    if (bits > max) max = bits;
  };
  return (value) => {
    sum = 0;
    max = 0;
    eachBigram(value, add);
    return { sum, max };
  };
}
