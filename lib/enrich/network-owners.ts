import type { DuckDBConnection } from '@duckdb/node-api';
import { query } from '../engine/query.js';
import { ADDRESS_MACROS, MAPPED } from '../load/address-macros.js';
import { ownerRanges, specialNetworks } from './network-tables.js';
import { withUnmasked } from './with-unmasked.js';

/**
 * Makes a temporary table of who owns the networks of the traffic's sources, offline: `src_ip` and `owner`, such as
 * `AS13335 Cloudflare, Inc.`, for those that have one. Where every source is private or reserved, the tables of owners
 * are not even read, which takes a third of a second.
 *
 * @param table its name
 */
export async function networkOwners(connection: DuckDBConnection, table: string): Promise<void> {
  await connection.run(ADDRESS_MACROS);
  const within = 'key between r.low_key and r.high_key';
  await withUnmasked(connection, (unmasked) => {
    const sources =
      unmasked === null
        ? 'select src_ip, ip_key(address(src_ip)) as key from traffic group by src_ip'
        : `select ip as src_ip, ip_key(address(address)) as key from ${unmasked}`;
    return connection.run(`create temp table ${table} as
      select src_ip, key, cast(null as varchar) as owner from (${sources}) as s
      where key is not null and not exists (select 1 from (${specialNetworks()}) as r where ${within})`);
  });
  const [found] = await query<{ some_rows: boolean; ipv6: boolean }>(
    connection,
    `select count(*) > 0 as some_rows, coalesce(bool_or(not starts_with(key, '${MAPPED}')), false) as ipv6 from ${table}`,
  );
  if (found?.some_rows) {
    await connection.run(`create or replace temp table ${table} as
      select src_ip, 'AS' || asn || ' ' || owner as owner
      from (select src_ip, key from ${table}) as s asof join (${ownerRanges(found.ipv6)}) as r on s.key >= r.low_key
      where s.key <= r.high_key`);
  }
}
