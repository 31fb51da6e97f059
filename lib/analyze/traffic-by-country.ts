import type { Traffic } from '../load/traffic.js';
import { withDiskSpill } from './disk-spill.js';
import { queryWithAddresses } from './query-with-addresses.js';

/** Traffic of one country. */
export type CountryTraffic = {
  /**
   * ISO 3166-1 alpha-2 code in the records, or else of the country in which the address is registered; null
   * if both are unknown.
   */
  readonly country: string | null;
  readonly records: number;
  /** Different client addresses. */
  readonly clients: number;
  /** Bytes that the server received. */
  readonly bytes_in: number;
  /** Bytes that the server sent. */
  readonly bytes_out: number;
  /** Records that name no country and are counted by the registry of the client address. */
  readonly by_registry: number;
};

/**
 * Counts records, clients and bytes by country (`lib/sql/investigate/countries.sql`).
 *
 * After `enrichAddresses`, records that name no country are counted in the country in which the client
 * address is registered; `by_registry` is their number.
 *
 * @returns one row per country, those with the most records first
 *
 * @example
 * const countries = await trafficByCountry(traffic);
 * console.log(countries[0]?.country, countries[0]?.records);
 */
export function trafficByCountry(traffic: Traffic): Promise<readonly CountryTraffic[]> {
  return withDiskSpill(traffic, (within) =>
    queryWithAddresses<CountryTraffic>(within, 'investigate/countries'),
  );
}
