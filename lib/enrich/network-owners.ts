import type { DuckDBEngine } from '../engine/duckdb-engine.js';
import { ADDRESS_MACROS } from '../load/address-macros.js';
import { nearbyRanges } from './nearby-ranges.js';
import { ownerRanges, specialNetworks } from './network-tables.js';
import { withUnmasked } from './with-unmasked.js';

/**
 * Creates a temporary table of network owners from offline data: `src_ip` and `owner`, such as `AS13335
 * Cloudflare, Inc.`. Addresses without an owner are not in it.
 *
 * @param table name of the table that is created
 * @param records name of the table with the column `src_ip`, `traffic` by default
 */
export async function createOwnersTable(
  engine: DuckDBEngine,
  table: string,
  records = 'traffic',
): Promise<void> {
  const { connection } = engine;
  await connection.run(ADDRESS_MACROS);
  const within = 'key between r.low_key and r.high_key';
  // Opened traffic has the keys of its addresses already; computing them takes long.
  const hasKeys = await engine.hasTable('ip_keys');
  await withUnmasked(engine, (unmasked) => {
    const sources =
      unmasked === null
        ? hasKeys
          ? `select src_ip, ip_key as key from (select distinct src_ip from ${records}) join ip_keys on ip = src_ip`
          : `select src_ip, ip_key(address(src_ip)) as key from ${records} group by src_ip`
        : `select ip as src_ip, ip_key(address(address)) as key from ${unmasked}`;
    return connection.run(`create temp table ${table} as
      select src_ip, key, cast(null as varchar) as owner from (${sources}) as s
      where key is not null and not exists (select 1 from (${specialNetworks()}) as r where ${within})`);
  });
  await connection.run(`create or replace temp table ${table} as
    select src_ip, 'AS' || asn || ' ' || owner as owner
    from (select src_ip, key from ${table}) as s asof join (${nearbyRanges(await ownerRanges(connection), table, 'key')}) as r on s.key >= r.low_key
    where s.key <= r.high_key`);
}
