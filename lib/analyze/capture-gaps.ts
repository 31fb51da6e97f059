/** A stretch without a single record, longer than chance explains. */
export interface CaptureGap {
  /** End of the last bin that has records. */
  readonly from: Date;
  /** Start of the next bin that has records. */
  readonly to: Date;
}

/** One wrong gap in a hundred captures of memoryless arrivals. */
const CHANCE = 0.01;

/**
 * Finds the stretches in which a capture has no records at all for longer than expected. Whether the capture stopped
 * then or nobody came, the records cannot tell: the stretch is unknown, not zero.
 *
 * If records came at random at their usual pace, at most one step in ten between filled bins would be longer than
 * the 90th percentile p of the steps, one in a hundred longer than 2 p, and so on (the geometric distribution has
 * no memory). A gap is a silence so long that among n filled bins it would be expected 0.01 times: p · log10(n / 0.01)
 * bins.
 *
 * @param starts starts of the bins that have records, in seconds since 1970, ascending
 * @param bin width of a bin in seconds
 *
 * @example
 * captureGaps([0, 600, 1200, 1800, 36000, 36600], 600); // one gap, from 2400 s to 36000 s
 */
export function captureGaps(starts: readonly number[], bin: number): readonly CaptureGap[] {
  const steps = starts.slice(1).map((start, i) => Math.round((start - (starts[i] ?? 0)) / bin));
  const usual = steps.toSorted((a, b) => a - b)[Math.floor(0.9 * (steps.length - 1))] ?? 1;
  const tooLong = Math.ceil(usual * Math.log10(starts.length / CHANCE));
  return steps.flatMap((step, i) =>
    step - 1 >= tooLong
      ? [
          {
            from: new Date(((starts[i] ?? 0) + bin) * 1000),
            to: new Date((starts[i + 1] ?? 0) * 1000),
          },
        ]
      : [],
  );
}
