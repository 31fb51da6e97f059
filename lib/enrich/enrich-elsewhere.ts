import { type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import { askColumns } from '../engine/ask-columns.js';
import { openDuckDB } from '../engine/duckdb.js';
import { givenTable } from '../engine/given-table.js';
import type { RemoteEngine } from '../engine/remote-engine.js';
import { withColumns } from '../engine/with-columns.js';
import { ADDRESS_MACROS } from '../load/address-macros.js';

/** The different sources, each with the country that its records say. */
export const SOURCES =
  'select src_ip as ip, max(src_ip_country_code) as country from traffic group by src_ip';

/**
 * Looks up the sources of records that stay elsewhere: they are fetched, and what was made of them is given there.
 *
 * @param lookUp makes the table `addresses` of the table `seen`
 * @throws an InputError when they are more than that engine can be given
 */
export async function enrichElsewhere(
  remote: RemoteEngine,
  lookUp: (connection: DuckDBConnection) => Promise<void>,
): Promise<void> {
  const connection = await openDuckDB();
  try {
    await connection.run(ADDRESS_MACROS);
    const { ip = [], country = [] } = await askColumns<{ ip: string; country: string | null }>(
      { connection, remote },
      SOURCES,
    );
    const sources = { ip: { type: VARCHAR, values: ip }, country: { type: VARCHAR, values: country } };
    await withColumns({ connection }, 'sources', sources, () =>
      connection.run(
        'create temp table seen as select ip, ip_key(ip) as ip_key, country from sources where ip is not null',
      ),
    );
    await lookUp(connection);
    const made = await connection.runAndReadAll('select * from addresses');
    const columns = made.getColumnsJS();
    const types = made.columnTypes();
    await remote.give(
      'addresses',
      givenTable(
        Object.fromEntries(
          made.columnNames().map((name, i) => [name, { type: types[i]!, values: columns[i]! as string[] }]),
        ),
      ),
    );
  } finally {
    connection.closeSync();
  }
}
