import type { DuckDBConnection } from '@duckdb/node-api';
import { quoteLiteral, quotePath } from '../engine/sql-text.js';
import { CACHED_DISTINCT_PARQUET } from './cached-parquet.js';

/**
 * Makes the table `written_ips` of the different addresses in a file of records: there are far fewer than records, so
 * that whatever is asked of an address is asked of these.
 *
 * @param records path of the Parquet file
 * @param columns of the two columns of addresses those that the file has
 */
export async function distinctAddresses(
  connection: DuckDBConnection,
  records: string,
  columns: readonly string[],
): Promise<void> {
  const each = columns.map((name) => `select "${name}" as ip from read_parquet(${quotePath(records)})`);
  await connection.run(
    `create or replace temp table written_ips as select distinct ip from (${each.join(' union all ')}) where ip is not null`,
  );
}

/**
 * Writes the sortable key of every address beside the records (see ADDRESS_MACROS), so that a CIDR is a range of keys in
 * every later question, for IPv6 too. Once an address and not once a record: a key as text is longer than the address.
 */
export async function writeIpKeys(connection: DuckDBConnection, file: string): Promise<void> {
  await connection.run(
    `copy (select ip, ip_key(ip) as ip_key from written_ips) to ${quoteLiteral(file)} ${CACHED_DISTINCT_PARQUET}; drop table written_ips`,
  );
}
