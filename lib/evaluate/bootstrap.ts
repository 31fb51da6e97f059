import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** A metric with its confidence interval. */
export interface Interval {
  readonly value: number;
  /** Lower bound of the interval. */
  readonly low: number;
  /** Upper bound of the interval. */
  readonly high: number;
  /**
   * Number of groups that were resampled: few groups give a wide interval, however many records they have.
   */
  readonly groups: number;
}

/** Options of a bootstrap. */
export interface BootstrapOptions {
  /**
   * Group of each record, such as its actor or its distinct row; by default each record is a group of its
   * own.
   */
  readonly groups?: ArrayLike<string | number>;
  /** Seed of the samples, 1 by default. */
  readonly seed?: number;
  /** Number of samples, 500 by default. */
  readonly repeats?: number;
  /** Part of the samples within the interval, above 0 and below 1; 0.95 by default. */
  readonly level?: number;
}

/**
 * Computes a metric and its confidence interval by the percentile bootstrap (Efron and Tibshirani, An
 * Introduction to the Bootstrap, 1993), which draws whole groups with replacement: similar records of one
 * actor are not independent evidence.
 *
 * @param labels one label per record, 0 or 1
 * @param scores one score per record, higher is more suspicious
 * @param metric of labels and scores, such as `rocAuc`; a sample for which it throws (one class) is drawn
 *   again
 * @throws when the metric throws on all records, or on nearly every sample
 *
 * @example
 * bootstrap(labels, scores, rocAuc, { groups: actors }); // { value: 0.93, low: 0.91, high: 0.95, groups: 412 }
 */
export function bootstrap(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  metric: (labels: Uint8Array, scores: Float64Array) => number,
  { groups, seed = 1, repeats = 500, level = 0.95 }: BootstrapOptions = {},
): Interval {
  const value = metric(Uint8Array.from(labels), Float64Array.from(scores));
  const places = new Map<string | number, number>();
  const groupOf = Int32Array.from({ length: labels.length }, (_, i) => {
    const key = groups === undefined ? i : groups[i]!;
    if (!places.has(key)) places.set(key, places.size);
    return places.get(key)!;
  });
  // Samples are built in the order of scores: metrics sort them, and sorted input sorts in a tenth of the
  // time.
  const order = Int32Array.from(groupOf.keys()).sort((a, b) => scores[b]! - scores[a]!);
  const times = new Int32Array(places.size);
  const random = xoroshiro128plus(seed);
  const drawn: number[] = [];
  for (let tries = 0; drawn.length < repeats; tries++) {
    if (tries > repeats * 10) {
      throw new Error(
        `Too few positives for an interval: nearly every sample of ${places.size} groups has one class only. Label more records.`,
      );
    }
    times.fill(0);
    for (let n = 0; n < times.length; n++) times[uniformInt(random, 0, times.length - 1)]! += 1;
    const rows = order.reduce((sum, row) => sum + times[groupOf[row]!]!, 0);
    const sampleLabels = new Uint8Array(rows);
    const sampleScores = new Float64Array(rows);
    let at = 0;
    for (const row of order) {
      const to = at + times[groupOf[row]!]!;
      sampleLabels.fill(labels[row]!, at, to);
      sampleScores.fill(scores[row]!, at, to);
      at = to;
    }
    try {
      drawn.push(metric(sampleLabels, sampleScores));
    } catch {
      // The metric is not defined on a sample of one class: draw another.
    }
  }
  drawn.sort((a, b) => a - b);
  const quantile = (p: number) => drawn[Math.min(repeats - 1, Math.max(0, Math.round(p * (repeats - 1))))]!;
  return { value, low: quantile((1 - level) / 2), high: quantile((1 + level) / 2), groups: places.size };
}
