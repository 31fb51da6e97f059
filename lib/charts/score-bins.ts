/** Number of bins; since the threshold is an edge, the actual number is one or two more. */
const BINS = 40;
/** Ratio of the largest to the median score above which bins are logarithmic. */
const WIDE = 50;

/** One bin of a histogram of scores. */
export interface ScoreBin {
  readonly from: number;
  readonly to: number;
  readonly records: number;
  /** Whether its scores are above the threshold. */
  readonly above: boolean;
}

/**
 * Counts scores in bins of equal width, measured from the threshold in both directions, so that every bin
 * lies on one side of it. Positive scores over several powers of ten are binned by their logarithm.
 *
 * A score equal to the threshold is counted below it, as it is not above it.
 *
 * @param scores finite, at least one
 *
 * @example
 * scoreBins([1, 2, 3, 4], 3).bins.filter((bin) => bin.above && bin.records > 0).length; // 1
 */
export function scoreBins(
  scores: ArrayLike<number>,
  threshold: number,
): { readonly bins: readonly ScoreBin[]; readonly log: boolean } {
  // A typed array makes the passes below fast; sorting a million scores would take longer than all of them.
  const values = new Float64Array(scores);
  let smallest = values[0] ?? 0;
  let largest = smallest;
  for (const score of values) {
    if (score < smallest) smallest = score;
    if (score > largest) largest = score;
  }
  let small = 0;
  for (const score of values) if (score * WIDE < largest) small++;
  // More than half are small: so is the median.
  const log = smallest > 0 && threshold > 0 && small > values.length >> 1;
  const to = log ? Math.log : (value: number) => value;
  const back = log ? Math.exp : (value: number) => value;
  const cut = to(threshold);
  const low = Math.min(to(smallest), cut);
  const high = Math.max(to(largest), cut);
  const width = (high - low) / BINS || 1;
  const below = Math.max(1, Math.ceil((cut - low) / width));
  const over = Math.max(largest > threshold ? 1 : 0, Math.ceil((high - cut) / width));
  const counts = new Array<number>(below + over).fill(0);
  for (const score of values) {
    const steps = (to(score) - cut) / width;
    const bin = score > threshold ? below + Math.ceil(steps) - 1 : below - 1 - Math.floor(-steps);
    const inside = Math.min(counts.length - 1, Math.max(score > threshold ? below : 0, bin));
    counts[inside] = (counts[inside] ?? 0) + 1;
  }
  const bins = counts.map((records, i) => ({
    from: i === below ? threshold : back(cut + (i - below) * width),
    to: i + 1 === below ? threshold : back(cut + (i + 1 - below) * width),
    records,
    above: i >= below,
  }));
  return { bins, log };
}
