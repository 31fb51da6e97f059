import { withDuckDB } from '../engine/duckdb.js';
import { type DuckDBEngine, duckdbEngine } from '../engine/duckdb-engine.js';
import type { Engine, EngineWork } from '../engine/engine.js';
import { type LocalTraffic, localTraffic, type Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';
import { inputError } from '../text/input-error.js';
import { downloadSlices } from './fetched-slices.js';
import { type SliceReader, type TimeSlice, timeSlices, totalRecords } from './time-slices.js';

/** Records in any engine, and the local DuckDB that computes their features. */
export interface FeatureSource {
  /** Engine with the records. */
  readonly engine: Engine;
  /** DuckDB engine that computes features. */
  readonly local: DuckDBEngine;
  /**
   * Whether the table `traffic` of `local` has all records; otherwise slices are downloaded into `local` one
   * by one.
   */
  readonly complete: boolean;
  readonly readSlice: SliceReader;
}

/** Returns the source of records that are completely in the local DuckDB. */
export const localSource = ({ engine }: Pick<LocalTraffic, 'engine'>): FeatureSource => ({
  engine,
  local: engine,
  complete: true,
  readSlice: async () => 'traffic',
});

/**
 * Calls a function with the DuckDB that computes features slice by slice, under its memory limit: the one
 * with the records or, for remote records, an empty one into which slices are downloaded, with the required
 * columns.
 *
 * @throws an InputError when remote records have numbers that are not unique
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
  const localPart = localTraffic(traffic);
  if (localPart) return limited(localSource(localPart));
  const numbered = await engine.during(operation, (within) => hasUniqueRowNumbers(within, records));
  return withDuckDB((connection) => {
    const local = duckdbEngine(connection);
    return limited({ engine, local, complete: false, readSlice: downloadSlices(engine, local, numbered) });
  });
}

/**
 * Runs work on the engine of the records and on the DuckDB that computes their features: a signal stops the
 * one that is busy.
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
 * Divides records as `timeSlices` does, and checks their number.
 *
 * @param expectedRecords number of records when they were opened
 * @throws an InputError when the number has changed
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
  const counted = totalRecords(slices);
  if (counted !== expectedRecords)
    throw inputError(
      `There are ${counted.toLocaleString('en-US')} records where there were ${expectedRecords.toLocaleString('en-US')} when they were opened: open them again, for a time to which nobody adds records any more (to).`,
    );
  return slices;
}

/** Largest INTEGER, the type of `row_id`. */
const MAX_ROW_ID = 2 ** 31 - 1;

/**
 * Returns whether remote records have unique numbers.
 *
 * It counts them as bits, 64 per number, which takes a sixty-fourth of the memory of counting distinct
 * numbers.
 *
 * @param records number of records
 * @throws an InputError when they have numbers that are not unique INTEGERs
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
