import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { type CaptureBin, captureBin } from './capture-bin.js';
import type { CaptureGap } from './capture-gaps.js';
import { captureGaps } from './capture-gaps.js';
import { withDiskSpill } from './disk-spill.js';
import { type FilledBin, fillEmptyBins } from './fill-empty-bins.js';

/**
 * Traffic of one bin of time. Without records, the numbers are zero, or null where the bin overlaps a gap:
 * unknown.
 */
export interface TimeBin {
  /** Start of the bin, UTC. */
  readonly start: Date;
  readonly records: number | null;
  /** Different client addresses. */
  readonly clients: number | null;
  /** Bytes that the server received. */
  readonly bytes_in: number | null;
  /** Bytes that the server sent. */
  readonly bytes_out: number | null;
}

/** Traffic in bins of equal width. */
export interface TrafficOverTime {
  /** Width of a bin. */
  readonly bin: CaptureBin;
  /** All bins from the first record to the last, in order of time; empty bins are included. */
  readonly bins: readonly TimeBin[];
  /** Gaps of the capture, by the rule in `lib/sql/capture-gaps.sql`. */
  readonly gaps: readonly CaptureGap[];
}

/** Options of `trafficOverTime`. */
export interface TrafficOverTimeOptions {
  /**
   * Width of a bin in seconds. Default: the fixed window of the capture, or the smallest round width that
   * makes at most 300 bins.
   */
  readonly bin?: number;
}

/**
 * Counts records, clients and bytes in bins of time (`lib/sql/over-time.sql`). An empty bin that overlaps a
 * gap of the capture is null: unknown, not zero.
 *
 * @param options `bin`: width of a bin in seconds
 * @throws RangeError if `bin` is not positive
 *
 * @example
 * const { bins, gaps } = await trafficOverTime(traffic);
 * console.log(bins.filter((b) => b.records !== null).length, 'bins known,', gaps.length, 'gaps');
 */
export async function trafficOverTime(
  traffic: Traffic,
  options: TrafficOverTimeOptions = {},
): Promise<TrafficOverTime> {
  if (options.bin !== undefined && !(options.bin > 0))
    throw new RangeError(`A bin must be longer than 0 seconds, not ${options.bin}.`);
  const { window, gaps } = await captureGaps(traffic);
  const bin: CaptureBin =
    options.bin === undefined
      ? await captureBin(traffic, { window, gaps })
      : { seconds: options.bin, from: 'option' };
  const binned = await withDiskSpill(traffic, ({ engine }) =>
    engine.query<FilledBin>(readSqlFile('over-time'), { bin: bin.seconds }),
  );
  return { bin, bins: fillEmptyBins(binned, bin.seconds, gaps), gaps };
}
