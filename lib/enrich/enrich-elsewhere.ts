import { type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import { askColumns } from '../engine/ask-columns.js';
import { withDuckDB } from '../engine/duckdb.js';
import { givenTable } from '../engine/given-table.js';
import type { GivenTable, RemoteEngine } from '../engine/remote-engine.js';
import { withColumns } from '../engine/with-columns.js';
import { withMemoryLimit } from '../engine/with-memory-limit.js';
import { ADDRESS_MACROS } from '../load/address-macros.js';

/** The different sources, each with the country that its records say. */
export const SOURCES =
  'select src_ip as ip, max(src_ip_country_code) as country from traffic group by src_ip';

/** What many sources have in common; `ip_key` only of those that are on a list, since nothing else is asked by it. */
const NETWORK = [
  ...['ip_key', 'special', 'country', 'country_name', 'country_iso3', 'country_from', 'asn', 'owner'],
  ...['known_kind', 'known', 'verdict', 'comment'],
];

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
  await withDuckDB(async (connection) => {
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
    await withMemoryLimit(connection, ip.length, () => lookUp(connection));
    // Few networks have many sources: each is told once, and of a source only which it is.
    await connection.run(`
      create temp table told as select ip, dense_rank() over (order by ${NETWORK.join(', ')}) as network, ${NETWORK.join(', ')}
        from (select * replace (case when known_kind is not null then ip_key end as ip_key) from addresses)`);
    const dropNetworks = await remote.give(
      'address_networks',
      await tableOf(connection, `select distinct network, ${NETWORK.join(', ')} from told`),
    );
    const dropSources = await remote.give(
      'address_sources',
      await tableOf(connection, 'select ip, network from told'),
    );
    await remote.keep(
      'addresses',
      `select ip, ${NETWORK.join(', ')} from address_sources join address_networks using (network)`,
    );
    if (remote.stores) for (const drop of [dropSources, dropNetworks]) await drop();
  });
}

async function tableOf(connection: DuckDBConnection, select: string): Promise<GivenTable> {
  const found = await connection.runAndReadAll(select);
  const [types, columns] = [found.columnTypes(), found.getColumns()];
  return givenTable(
    Object.fromEntries(
      found.columnNames().map((name, i) => [name, { type: types[i]!, values: columns[i]! }]),
    ),
  );
}
