import { quantileSorted } from 'simple-statistics';

/** Median and distance from it to an upper quantile of scores: the scale of their upper half. */
export interface UpperScale {
  readonly median: number;
  /** Above 0; 0 where all scores are equal. */
  readonly scale: number;
}

/** Smallest scale as a share of the distance from the median to the maximum. */
const MIN_SCALE_SHARE = 1e-3;

/**
 * Measures the scale of scores above their median.
 *
 * @param scores at least one
 * @param quantile upper quantile, such as 0.99
 * @param spread whether the distance between the quartiles counts where it is larger
 */
export function upperScale(scores: Float32Array, quantile: number, spread = false): UpperScale {
  const sorted = scores.slice().sort() as unknown as number[];
  const median = quantileSorted(sorted, 0.5);
  const reach = quantileSorted(sorted, quantile) - median;
  const quartiles = spread ? quantileSorted(sorted, 0.75) - quantileSorted(sorted, 0.25) : 0;
  return { median, scale: Math.max(reach, quartiles, MIN_SCALE_SHARE * (sorted.at(-1)! - median)) };
}
