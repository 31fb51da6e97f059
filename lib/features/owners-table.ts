import { bringTable } from '../engine/bring-table.js';
import type { Records } from '../engine/records.js';
import { networkOwners } from '../enrich/network-owners.js';

/** Of records that stay elsewhere, a table here with their sources, and how many records each has. */
export const sourcesOf = (owners: string): string => `${owners}_sources`;

/**
 * Makes the table of who owns the networks of sources, with nobody in it where no feature of `names` asks for them. The
 * owners are known in this process: of records that stay elsewhere, their sources are brought.
 */
export async function ownersTable(records: Records, table: string, names: readonly string[]): Promise<void> {
  const { connection, remote } = records;
  const sources = remote ? sourcesOf(table) : 'traffic';
  if (remote) await bringTable(records, sources, 'select src_ip, count(*) as n from traffic group by src_ip');
  if (names.includes('owner_rarity')) await networkOwners(connection, table, sources);
  else await connection.run(`create temp table ${table} (src_ip varchar, owner varchar)`);
}
