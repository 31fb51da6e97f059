/** Counts of one kind of record in two captures. */
export interface TwoCounts {
  readonly before: number;
  readonly after: number;
  /** Time in which they were counted, in the same unit. */
  readonly timeBefore: number;
  readonly timeAfter: number;
  /** Variance over mean of counts in bins of equal width; 1 for a Poisson process, more for bursts. */
  readonly dispersion: number;
}

/** Ratio of the later rate to the earlier one, with its confidence interval. */
export interface RateRatio {
  readonly ratio: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Computes the ratio of two rates with a log-normal interval (Rothman, Greenland and Lash 2008, Modern
 * Epidemiology, 3rd ed., ch. 14: the variance of ln(ratio) is 1/a + 1/b), widened by the square root of the
 * dispersion (quasi-Poisson; McCullagh and Nelder 1989, 6.2.3). If one count is 0, a half is added to both
 * (Haldane 1956, Anscombe 1956).
 *
 * @param z quantile of the standard normal distribution, such as 1.96 for 95 %
 * @throws RangeError if a time is not above 0
 *
 * @example
 * rateRatio({ before: 100, after: 200, timeBefore: 1, timeAfter: 1, dispersion: 1 }, 1.96); // ratio 2, 1.57 to 2.54
 */
export function rateRatio(
  { before, after, timeBefore, timeAfter, dispersion }: TwoCounts,
  z: number,
): RateRatio {
  if (!(timeBefore > 0 && timeAfter > 0)) throw new RangeError('A rate needs a time above 0.');
  const half = before === 0 || after === 0 ? 0.5 : 0;
  const ratio = (after + half) / timeAfter / ((before + half) / timeBefore);
  const deviation = Math.sqrt(Math.max(1, dispersion) * (1 / (before + half) + 1 / (after + half)));
  const factor = Math.exp(z * deviation);
  return { ratio, low: ratio / factor, high: ratio * factor };
}

/**
 * Computes the dispersion of counts in bins of equal width: their variance over their mean, from both
 * captures, each around its own mean (Pearson's X² over its degrees of freedom).
 *
 * @param sides for each capture the sum of the counts, the sum of their squares, and the number of bins, with
 *   empty ones
 * @returns dispersion, at least 1
 */
export function dispersionOf(
  sides: readonly { readonly sum: number; readonly squares: number; readonly bins: number }[],
): number {
  const counted = sides.filter(({ sum, bins }) => sum > 0 && bins > 1);
  const freedom = counted.reduce((all, { bins }) => all + bins - 1, 0);
  const squares = counted.reduce((all, { sum, squares, bins }) => {
    const mean = sum / bins;
    return all + (squares - bins * mean * mean) / mean;
  }, 0);
  return freedom > 0 ? Math.max(1, squares / freedom) : 1;
}
