import type { CaptureGap } from './capture-gaps.js';
import type { TimeBin } from './traffic-over-time.js';

/** A bin with records; `start` in seconds since 1970. */
export type FilledBin = {
  readonly start: number;
  readonly records: number;
  readonly clients: number;
  readonly bytes_in: number;
  readonly bytes_out: number;
};

/** Between two bins with more empty ones than this, times are far off: only the first and the last of them are added. */
const MAX_EMPTY_BINS = 10_000;

/**
 * Adds the empty bins between bins with records: zero, or null (unknown) where they overlap a gap of the
 * capture.
 *
 * @param filled bins with records, in order of time
 * @param width width of a bin in seconds
 * @param gaps gaps of the capture
 */
export function fillEmptyBins(
  filled: readonly FilledBin[],
  width: number,
  gaps: readonly CaptureGap[],
): readonly TimeBin[] {
  return filled.flatMap((row, i): TimeBin[] => {
    const next = filled[i + 1]?.start ?? row.start;
    const empty = Math.max(0, Math.round((next - row.start) / width) - 1);
    const places = empty > MAX_EMPTY_BINS ? [1, empty] : Array.from({ length: empty }, (_, k) => k + 1);
    const emptyBins = places.map((place): TimeBin => {
      const start = new Date((row.start + place * width) * 1000);
      const end = new Date(start.getTime() + width * 1000);
      const unknown = gaps.some((gap) => gap.from < end && start < gap.to);
      const value = unknown ? null : 0;
      return { start, records: value, clients: value, bytes_in: value, bytes_out: value };
    });
    return [{ ...row, start: new Date(row.start * 1000) }, ...emptyBins];
  });
}
