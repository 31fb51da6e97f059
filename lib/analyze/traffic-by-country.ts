import { query } from '../engine/query.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** What one country sent and received. */
export type CountryTraffic = {
  /** ISO 3166-1 alpha-2 as the record has it, or null where it has none. */
  readonly country: string | null;
  readonly records: number;
  /** Distinct source addresses. */
  readonly sources: number;
  /** Bytes that the server received. */
  readonly bytes_in: number;
  /** Bytes that the server sent. */
  readonly bytes_out: number;
};

/**
 * Counts records, sources and bytes by the country of the source address, the most frequent first
 * (`lib/sql/by-country.sql`).
 *
 * @example
 * const countries = await trafficByCountry(traffic);
 * console.log(countries[0]?.country, countries[0]?.records);
 */
export function trafficByCountry(traffic: Traffic): Promise<readonly CountryTraffic[]> {
  return query<CountryTraffic>(traffic.connection, sqlFile('by-country'));
}
