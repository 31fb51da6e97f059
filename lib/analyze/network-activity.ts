import { query } from '../engine/query.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** What one network sent and received. */
export type NetworkActivity = {
  /** /24 of IPv4 or /48 of IPv6. */
  readonly network: string;
  readonly country: string | null;
  readonly sources: number;
  readonly records: number;
  readonly bytes_in: number | null;
  readonly bytes_out: number | null;
  readonly errors: number;
  readonly ports: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
};

/**
 * Rolls sources up to their networks, those with the most sources first (`lib/sql/investigate/networks.sql`): a scanner
 * often has many addresses in one.
 *
 * @example
 * show(table(await networkActivity(traffic), { most: 10 }));
 */
export function networkActivity(traffic: Traffic): Promise<readonly NetworkActivity[]> {
  return query<NetworkActivity>(traffic.connection, sqlFile('investigate/networks'));
}
