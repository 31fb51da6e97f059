import type { Traffic } from '../load/traffic.js';
import { queryWithAddresses } from './query-with-addresses.js';

/** A country, port or protocol that is rare for a server. */
export type RareValue = {
  readonly dst_ip: string;
  readonly what: 'country' | 'port' | 'protocol';
  readonly value: string;
  readonly records: number;
  /** Different client addresses, and one of them. */
  readonly clients: number;
  readonly a_client: string;
  /** Share of the server's records, 0 to 1. */
  readonly share: number;
};

/**
 * Lists the countries, ports and protocols with under 1 % of a server's records
 * (`lib/sql/investigate/rare-values.sql`). Rare values are a place to start, not evidence of an attack.
 *
 * @returns one row per server and value, the rarest first
 *
 * @example
 * const ports = (await rareValues(traffic)).filter((rare) => rare.what === 'port');
 */
export function rareValues(traffic: Traffic): Promise<readonly RareValue[]> {
  return queryWithAddresses<RareValue>(traffic, 'investigate/rare-values');
}
