import type { CaptureGap } from './capture-gaps.js';
import type { TimeBin } from './traffic-over-time.js';

/** What is in a bin that has records; `start` in seconds since 1970. */
export type FilledBin = {
  readonly start: number;
  readonly records: number;
  readonly sources: number;
  readonly bytes_in: number;
  readonly bytes_out: number;
};

/**
 * Every bin from the first to the last, the empty ones between them as zero, or as unknown where they touch a gap of the
 * capture.
 *
 * @param filled in order of time
 * @param width of a bin in seconds
 */
export function withoutHoles(
  filled: readonly FilledBin[],
  width: number,
  gaps: readonly CaptureGap[],
): readonly TimeBin[] {
  return filled.flatMap((row, i): TimeBin[] => {
    const next = filled[i + 1]?.start ?? row.start;
    const empty = Math.max(0, Math.round((next - row.start) / width) - 1);
    const holes = Array.from({ length: empty }, (_, k): TimeBin => {
      const start = new Date((row.start + (k + 1) * width) * 1000);
      const end = new Date(start.getTime() + width * 1000);
      const unknown = gaps.some((gap) => gap.from < end && start < gap.to);
      const nothing = unknown ? null : 0;
      return { start, records: nothing, sources: nothing, bytes_in: nothing, bytes_out: nothing };
    });
    return [{ ...row, start: new Date(row.start * 1000) }, ...holes];
  });
}
