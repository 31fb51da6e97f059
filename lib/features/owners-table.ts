import { copyTable } from '../engine/copy-table.js';
import { createOwnersTable } from '../enrich/network-owners.js';
import type { FeatureSource } from './feature-source.js';

/**
 * Name of the table of clients that belongs to a table of owners: `src_ip` and `n`, the number of records.
 */
export const clientsOf = (owners: string): string => `${owners}_clients`;

/**
 * Creates two tables in the DuckDB that computes features: the owners of the networks of clients, empty where
 * no feature of `names` needs it, and the clients (`clientsOf`).
 */
export async function ownersTable(
  { engine, local }: FeatureSource,
  table: string,
  names: readonly string[],
): Promise<void> {
  const clients = clientsOf(table);
  await copyTable(engine, local, 'select src_ip, count(*) as n from traffic group by src_ip', {
    name: clients,
  });
  if (names.includes('owner_rarity')) await createOwnersTable(local, table, clients);
  else await local.connection.run(`create temp table ${table} (src_ip varchar, owner varchar)`);
}
