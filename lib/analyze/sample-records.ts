import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** One record of a sample. */
export type SampledRecord = {
  readonly row_id: number;
  /** Start of the record, UTC. */
  readonly creation_time: Date;
  readonly bytes_in: number | null;
  readonly bytes_out: number | null;
  readonly src_ip: string;
  readonly country: string | null;
  readonly port: number | null;
};

/** Records to draw one by one. */
export interface RecordSample {
  readonly rows: readonly SampledRecord[];
  /** Number of records from which the rows were taken. */
  readonly records: number;
}

/** The modulus of the hash in `lib/sql/records.sql`. */
const MODULUS = 2_147_483_647;

/** Options of `sampleRecords`. */
export interface SampleRecordsOptions {
  /**
   * Number of records above which a sample is taken, and its expected size; the exact size varies with the
   * seed by a few per cent. Default: 20,000.
   */
  readonly limit?: number;
  /** Seed of the sample, a whole number from 0 to 2^31 - 2. Default: 1. */
  readonly seed?: number;
}

/**
 * Reads all records, or a uniform sample of them, for drawing one by one (`lib/sql/records.sql`).
 *
 * @param options `limit`: expected size of the sample, 20,000 by default, and `seed`, 1 by default
 * @returns rows in order of `row_id`, and the number of records from which they were taken
 *
 * @example
 * const { rows, records } = await sampleRecords(traffic);
 * console.log(`${rows.length} of ${records} records`);
 */
export async function sampleRecords(
  traffic: Traffic,
  options: SampleRecordsOptions = {},
): Promise<RecordSample> {
  const { limit = 20_000, seed = 1 } = options;
  const keep = traffic.records <= limit ? MODULUS : Math.round((limit / traffic.records) * MODULUS);
  const rows = await traffic.engine.query<SampledRecord>(readSqlFile('records'), { seed, keep });
  return { rows, records: traffic.records };
}
