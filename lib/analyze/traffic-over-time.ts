import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { type CaptureBin, captureBin } from './capture-bin.js';
import type { CaptureGap } from './capture-gaps.js';
import { captureGaps } from './capture-gaps.js';
import { spilling } from './spilling.js';
import { type FilledBin, withoutHoles } from './without-holes.js';

/** One bin of time. Without records its numbers are zero, or null where it touches a gap: unknown, not zero. */
export interface TimeBin {
  readonly start: Date;
  readonly records: number | null;
  /** Distinct source addresses. */
  readonly sources: number | null;
  /** Bytes that the server received. */
  readonly bytes_in: number | null;
  /** Bytes that the server sent. */
  readonly bytes_out: number | null;
}

/** Traffic in bins of equal width. */
export interface TrafficOverTime {
  /** Width of a bin. */
  readonly bin: CaptureBin;
  /** Every bin from the first record's to the last one's, without holes, in order of time. */
  readonly bins: readonly TimeBin[];
  /** Stretches without any record that are longer than expected, by the rule in `lib/sql/capture-gaps.sql`. */
  readonly gaps: readonly CaptureGap[];
}

/**
 * Counts records, sources and bytes in bins of time (`lib/sql/over-time.sql`). An empty bin that touches a gap of the
 * capture is unknown, hence null: no records is not the same as no traffic.
 *
 * @param options.bin width of a bin in seconds; when left out, the records' own (`captureBin`)
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
  const { window, gaps } = await captureGaps(traffic);
  const bin: CaptureBin =
    options.bin === undefined ? await captureBin(traffic, window) : { seconds: options.bin, from: 'asked' };
  const filled = await spilling(traffic, ({ engine }) =>
    engine.query<FilledBin>(readSqlFile('over-time'), { bin: bin.seconds }),
  );
  return { bin, bins: withoutHoles(filled, bin.seconds, gaps), gaps };
}
