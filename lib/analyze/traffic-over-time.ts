import { query } from '../engine/query.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { type CaptureBin, captureBin } from './capture-bin.js';
import { type CaptureGap, captureGaps } from './capture-gaps.js';

/** One bin of time. Its numbers are zero where records were missing by chance, null inside a gap. */
export type TimeBin = {
  readonly start: Date;
  readonly records: number | null;
  /** Distinct source addresses. */
  readonly sources: number | null;
  /** Bytes that the server received. */
  readonly bytes_in: number | null;
  /** Bytes that the server sent. */
  readonly bytes_out: number | null;
};

/** Traffic in bins of equal width. */
export interface TrafficOverTime {
  /** Width of a bin. */
  readonly bin: CaptureBin;
  /** Every bin from the first record's to the last one's, without holes, in order of time. */
  readonly bins: readonly TimeBin[];
  readonly gaps: readonly CaptureGap[];
}

/**
 * Counts records, sources and bytes in bins of time (`lib/sql/over-time.sql`). Stretches without any record that are
 * longer than chance explains are gaps: unknown, hence null, since no records is not the same as no traffic.
 *
 * @param options.bin width of a bin in seconds; when left out, the records' own window (`captureBin`)
 * @throws a RangeError when `bin` is not positive
 *
 * @example
 * const { bins, gaps } = await trafficOverTime(traffic);
 * console.log(bins.filter((b) => b.records !== null).length, 'bins known,', gaps.length, 'gaps');
 */
export async function trafficOverTime(
  traffic: Traffic,
  options: { readonly bin?: number } = {},
): Promise<TrafficOverTime> {
  if (options.bin !== undefined && !(options.bin > 0))
    throw new RangeError(`A bin must be longer than 0 seconds, not ${options.bin}.`);
  const bin: CaptureBin =
    options.bin === undefined ? await captureBin(traffic) : { seconds: options.bin, from: 'span' };
  const filled = await query<{
    start: number;
    records: number;
    sources: number;
    bytes_in: number;
    bytes_out: number;
  }>(traffic.connection, sqlFile('over-time'), { bin: bin.seconds });
  const gaps = captureGaps(
    filled.map((row) => row.start),
    bin.seconds,
  );
  const bins = filled.flatMap((row, i): TimeBin[] => {
    const next = filled[i + 1]?.start ?? row.start;
    const empty = Math.max(0, Math.round((next - row.start) / bin.seconds) - 1);
    const gap = gaps.some((g) => g.to.getTime() === next * 1000);
    const nothing = gap ? null : 0;
    return [
      { ...row, start: new Date(row.start * 1000) },
      ...Array.from({ length: empty }, (_, k) => ({
        start: new Date((row.start + (k + 1) * bin.seconds) * 1000),
        records: nothing,
        sources: nothing,
        bytes_in: nothing,
        bytes_out: nothing,
      })),
    ];
  });
  return { bin, bins, gaps };
}
