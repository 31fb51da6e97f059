import { withDuckDB } from '../engine/duckdb.js';
import { type DuckDBEngine, duckdbEngine } from '../engine/duckdb-engine.js';
import type { Engine, EngineWork } from '../engine/engine.js';
import { type LocalTraffic, localTraffic, type Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';
import { inputError } from '../text/input-error.js';
import { downloadSlices } from './fetched-slices.js';
import { type SliceReader, type TimeSlice, timeSlices, totalRecords } from './time-slices.js';

/** Records in any engine, and the DuckDB of this process that computes their features. */
export interface FeatureSource {
  /** Where the records are. */
  readonly engine: Engine;
  /** Where features are computed. */
  readonly local: DuckDBEngine;
  /** Whether the table `traffic` of `local` has all records; otherwise `local` holds one slice of them after the other. */
  readonly complete: boolean;
  readonly readSlice: SliceReader;
}

/** Records that are in the DuckDB of this process as a whole. */
export const localSource = ({ engine }: Pick<LocalTraffic, 'engine'>): FeatureSource => ({
  engine,
  local: engine,
  complete: true,
  readSlice: async () => 'traffic',
});

/**
 * Gives the DuckDB that computes features slice by slice, and the memory that this may take, for as long as `use` runs: the one
 * that holds the records, or, for records in another engine, an empty one that holds one slice after the other, with the
 * columns that are needed.
 *
 * @throws an InputError when the records have numbers of their own in another engine which are not all different
 *
 * @example
 * await withFeatureSource(traffic, {}, (source) => timeSlices(source, 1_000_000));
 */
export async function withFeatureSource<Result>(
  traffic: Traffic,
  operation: LongOperation,
  use: (source: FeatureSource) => Promise<Result>,
): Promise<Result> {
  const { engine, records } = traffic;
  const limited = (source: FeatureSource) => source.local.during({ records }, () => use(source));
  const whole = localTraffic(traffic);
  if (whole) return limited(localSource(whole));
  const numbered = await engine.during(operation, (within) => hasUniqueRowNumbers(within, records));
  return withDuckDB((connection) => {
    const local = duckdbEngine(connection);
    return limited({ engine, local, complete: false, readSlice: downloadSlices(engine, local, numbered) });
  });
}

/**
 * Runs work on the records and on the DuckDB that computes their features: a signal stops whichever is busy.
 *
 * @throws the signal's reason when it was stopped
 */
export function duringFeatures<Result>(
  source: FeatureSource,
  work: EngineWork,
  use: (source: FeatureSource) => Promise<Result>,
): Promise<Result> {
  const { signal } = work;
  return source.engine.during(work, (engine) =>
    // Only one of them reports progress.
    source.local.during({ ...(signal && { signal }) }, () => use({ ...source, engine })),
  );
}

/**
 * As `timeSlices`, of records that were counted before, so that all of them are worked on or none.
 *
 * @throws an InputError when they are no longer as many
 */
export async function allSlices(
  source: FeatureSource,
  expectedRecords: number,
  sliceRecords: number,
  operation: Pick<LongOperation, 'signal'>,
): Promise<readonly TimeSlice[]> {
  const slices = await duringFeatures(source, { note: 'looking at times', ...operation }, (within) =>
    timeSlices(within, sliceRecords),
  );
  const found = totalRecords(slices);
  if (found !== expectedRecords)
    throw inputError(
      `There are ${found.toLocaleString('en-US')} records where there were ${expectedRecords.toLocaleString('en-US')} when they were opened: open them again, for a time to which nobody adds records any more (to).`,
    );
  return slices;
}

/** The greatest INTEGER, which is the type of `row_id`. */
const MAX_ROW_ID = 2 ** 31 - 1;

/**
 * Whether records in another engine have a number each of their own, by which they are told apart.
 *
 * Counted as bits, 64 in a number, so that the engine holds a sixty-fourth of what counting distinct numbers takes.
 *
 * @param records how many there are
 * @throws an InputError when they have numbers, but not each its own that is an INTEGER
 */
export async function hasUniqueRowNumbers(engine: Engine, records: number): Promise<boolean> {
  if (!(await engine.hasTable('row_numbers'))) return false;
  const [row] = await engine.query<{ different: bigint }>(
    `select coalesce(sum(bit_count(bits, 64)), 0) as different
     from (select bitwise_or_agg(bitwise_left_shift(bigint '1', cast(number % 64 as integer))) as bits
       from row_numbers where number between 0 and ${MAX_ROW_ID} group by number / 64) as places`,
  );
  const different = Number(row!.different);
  if (different !== records)
    throw inputError(
      `row_id has ${different.toLocaleString('en-US')} different numbers up to ${MAX_ROW_ID} for ${records.toLocaleString('en-US')} records: make a view without it, in which records are numbered in the order of their times.`,
    );
  return true;
}
