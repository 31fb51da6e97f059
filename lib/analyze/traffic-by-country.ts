import type { Traffic } from '../load/traffic.js';
import { queryWithAddresses } from './query-with-addresses.js';
import { spilling } from './spilling.js';

/** What one country sent and received. */
export type CountryTraffic = {
  /** ISO 3166-1 alpha-2 as the records have it, or else the registry of the address; null where neither does. */
  readonly country: string | null;
  readonly records: number;
  /** Distinct source addresses. */
  readonly sources: number;
  /** Bytes that the server received. */
  readonly bytes_in: number;
  /** Bytes that the server sent. */
  readonly bytes_out: number;
  /** Records that name no country themselves: it is the registry's of their source's address. */
  readonly by_registry: number;
};

/**
 * Counts records, sources and bytes by the country of the source address, the most frequent first
 * (`lib/sql/investigate/countries.sql`). After `enrichAddresses`, records that name no country count for the one in which
 * the address is registered, and `by_registry` says how many.
 *
 * @example
 * const countries = await trafficByCountry(traffic);
 * console.log(countries[0]?.country, countries[0]?.records);
 */
export function trafficByCountry(traffic: Traffic): Promise<readonly CountryTraffic[]> {
  return spilling(traffic, (asked) => queryWithAddresses<CountryTraffic>(asked, 'investigate/countries'));
}
