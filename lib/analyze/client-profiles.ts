import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { queryWithAddresses } from './query-with-addresses.js';

/** What one source did. */
export type ClientProfile = {
  readonly src_ip: string;
  /** As the records have it, or else the registry of the address. */
  readonly country: string | null;
  readonly records: number;
  /** Bytes received from it; null where no record says. */
  readonly bytes_in: number | null;
  readonly bytes_out: number | null;
  /** Different destination ports. */
  readonly ports: number;
  /** Different destination addresses. */
  readonly destinations: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
};

/**
 * Lists the sources that moved the most bytes; after `enrichAddresses`, with the registry's country where the records
 * name none.
 *
 * @param options `mostLines`: how many, 20 when left out
 *
 * @example
 * show(table(await clientProfiles(traffic, { most: 10 })));
 */
export function clientProfiles(
  traffic: Traffic,
  { most = 20 }: { readonly most?: number } = {},
): Promise<readonly ClientProfile[]> {
  const sql = `with profiled as (${readSqlFile('sources')})
    select src_ip, coalesce(profiled.country, addresses.country) as country, records, bytes_in, bytes_out, ports, destinations, first_seen, last_seen
    from profiled left join addresses on addresses.ip = profiled.src_ip
    order by coalesce(bytes_in, 0) + coalesce(bytes_out, 0) desc, src_ip`;
  return queryWithAddresses<ClientProfile>(traffic, { sql }, { most });
}
