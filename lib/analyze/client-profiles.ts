import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { queryWithAddresses } from './query-with-addresses.js';

/** What one client did. */
export type ClientProfile = {
  readonly src_ip: string;
  /** Country in the records, or else the country in which the address is registered. */
  readonly country: string | null;
  readonly records: number;
  /** Bytes that the server received from the client; null where no record says. */
  readonly bytes_in: number | null;
  /** Bytes that the server sent to the client; null where no record says. */
  readonly bytes_out: number | null;
  /** Different destination ports. */
  readonly ports: number;
  /** Different destination addresses. */
  readonly destinations: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
};

/** Options of `clientProfiles`. */
export interface ClientProfilesOptions {
  /** Maximum number of clients. Default: 20. */
  readonly limit?: number;
}

/**
 * Lists the clients that moved the most bytes (`lib/sql/sources.sql`).
 *
 * After `enrichAddresses`, a client whose records name no country has the country in which its address is
 * registered.
 *
 * @param options `limit`: maximum number of clients, 20 by default
 * @returns one row per client, those with the most bytes in both directions first
 *
 * @example
 * show(table(await clientProfiles(traffic, { limit: 10 })));
 */
export function clientProfiles(
  traffic: Traffic,
  { limit = 20 }: ClientProfilesOptions = {},
): Promise<readonly ClientProfile[]> {
  const sql = `with profiled as (${readSqlFile('sources')})
    select src_ip, coalesce(profiled.country, addresses.country) as country, records, bytes_in, bytes_out, ports, destinations, first_seen, last_seen
    from profiled left join addresses on addresses.ip = profiled.src_ip
    order by coalesce(bytes_in, 0) + coalesce(bytes_out, 0) desc, src_ip`;
  return queryWithAddresses<ClientProfile>(traffic, { sql }, { row_limit: limit });
}
