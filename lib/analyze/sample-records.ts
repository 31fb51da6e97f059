import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** What a dot says about its record. */
export type RecordDot = {
  readonly row_id: number;
  readonly time: Date;
  readonly bytes_in: number | null;
  readonly bytes_out: number | null;
  readonly source: string;
  readonly country: string | null;
  readonly port: number | null;
};

/** Records to be drawn one by one. */
export interface RecordSample {
  readonly dots: readonly RecordDot[];
  /** How many records the dots stand for; more than there are dots where they are a sample. */
  readonly records: number;
}

/** The modulus of the hash in `lib/sql/records.sql`. */
const MODULUS = 2_147_483_647;

/**
 * Takes every record as a dot, or a seeded uniform sample where there are more than can be drawn
 * (`lib/sql/records.sql`).
 *
 * @param options.most expected size of the sample (its exact size varies with the seed by a few per cent)
 * @param options.seed whole number from 0 to 2^31 - 2; another seed gives another sample
 *
 * @example
 * const { dots, records } = await sampleRecords(traffic);
 * console.log(`${dots.length} of ${records} records`);
 */
export async function sampleRecords(
  traffic: Traffic,
  options: { readonly most?: number; readonly seed?: number } = {},
): Promise<RecordSample> {
  const { most = 20_000, seed = 1 } = options;
  const keep = traffic.records <= most ? MODULUS : Math.round((most / traffic.records) * MODULUS);
  const dots = await traffic.engine.query<RecordDot>(readSqlFile('records'), { seed, keep });
  return { dots, records: traffic.records };
}
