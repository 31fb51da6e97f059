import type { Records } from './records.js';

/**
 * Whether somebody has made a table of this name; not every engine has heard of `addresses`.
 *
 * @example
 * if (!(await hasTable(traffic, 'addresses'))) await enrichAddresses(traffic);
 */
export async function hasTable(records: Records, name: string): Promise<boolean> {
  if (records.remote) return records.remote.has(name);
  const found = await records.connection.runAndReadAll(
    'select 1 from duckdb_tables() where table_name = $name',
    {
      name,
    },
  );
  return found.currentRowCount > 0;
}
