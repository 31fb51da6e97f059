import type { Traffic } from '../load/traffic.js';
import { queryWithAddresses } from './query-with-addresses.js';

/** A country, port or protocol that a server hardly ever sees. */
export type RareValue = {
  readonly dst_ip: string;
  readonly what: 'country' | 'port' | 'protocol';
  readonly value: string;
  readonly records: number;
  readonly sources: number;
  readonly a_source: string;
  /** Of the server's records, 0 to 1. */
  readonly share: number;
};

/**
 * Lists what makes up under 1 % of a server's records, the rarest first (`lib/sql/investigate/rare-values.sql`). Rare is
 * where to look, not what is bad.
 *
 * @example
 * const ports = (await rareValues(traffic)).filter((rare) => rare.what === 'port');
 */
export function rareValues(traffic: Traffic): Promise<readonly RareValue[]> {
  return queryWithAddresses<RareValue>(traffic, 'investigate/rare-values');
}
