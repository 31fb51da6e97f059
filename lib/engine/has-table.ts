import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * Whether somebody has made a table of this name; not every engine has heard of `addresses`.
 *
 * @example
 * if (!(await hasTable(traffic.connection, 'addresses'))) await enrichAddresses(traffic);
 */
export async function hasTable(connection: DuckDBConnection, name: string): Promise<boolean> {
  const found = await connection.runAndReadAll('select 1 from duckdb_tables() where table_name = $name', {
    name,
  });
  return found.currentRowCount > 0;
}
