import { quoteName } from '../../engine/sql-text.js';
import { LOOPBACK } from '../../engine/trino/connect-trino.js';
import type { TrinoCredentials, TrinoServer } from '../../engine/trino/trino-server.js';
import { inputError } from '../../text/input-error.js';
import { decoded } from './source-address.js';

/** More are not brought to one machine unless the address says so: some 2 GB of Parquet, read in some minutes (assumed). */
const MAX_RECORDS = 20_000_000;
const PARAMETERS = ['limit', 'SSL', 'version', 'fetch', 'scratch', 'sources'];

/** What an address `trino://…` asks for. */
export interface TrinoAddress {
  readonly trino: TrinoServer;
  /** The table's full name, quoted for SQL. */
  readonly table: string;
  /** Records beyond which nothing is fetched. */
  readonly limit: number;
  /** Part of the sources whose records are wanted, as it is written; all of them when left out. */
  readonly sources?: string;
  /** Whether records are fetched; else they are asked where they are. */
  readonly fetch: boolean;
  /** A schema in which tables may be made for a while, quoted for SQL. */
  readonly scratch?: string;
}

/**
 * Reads `trino://user@host:port/catalog/schema/table`. It is asked over https, on this machine over http; `?SSL=true` and
 * `?SSL=false` (as in Trino's JDBC addresses) say otherwise. Password or token come from the environment only:
 * TRINO_PASSWORD, as Trino's own command line has it, or TRINO_ACCESS_TOKEN. With `?fetch=false` its records stay there
 * (`trinoTraffic`), and `?scratch=catalog.schema` names a schema for tables that questions then need for a while. With
 * `?sources=0.01` only the records of a hundredth of the sources are wanted (`sampleClients`).
 *
 * @throws an InputError that says what is wrong with the address, without anything secret
 *
 * @example
 * trinoAddress(new URL('trino://ann@trino.example.org:8443/hive/logs/traffic?limit=1000000')).table; // '"hive"."logs"."traffic"'
 */
export function trinoAddress(address: URL, env: NodeJS.ProcessEnv = process.env): TrinoAddress {
  const { host, hostname, searchParams } = address;
  const names = address.pathname.split('/').slice(1).map(decoded);
  const [catalog, schema, table] = names;
  if (host === '' || names.length !== 3 || !catalog || !schema || !table)
    throw inputError(
      `trino://${host}: a table was expected, as in trino://trino.example.org:8443/catalog/schema/table.`,
    );
  for (const name of searchParams.keys())
    if (!PARAMETERS.includes(name))
      throw inputError(`trino://${host}: "?${name}" is not known; there are ?${PARAMETERS.join(', ?')}.`);
  const limit = Number(searchParams.get('limit') ?? MAX_RECORDS);
  if (!Number.isSafeInteger(limit) || limit < 1)
    throw inputError(`trino://${host}: "?limit" is a number of records, such as ?limit=1000000.`);
  const booleanOption = (name: string, defaultValue: boolean) => {
    const text = searchParams.get(name) ?? String(defaultValue);
    if (text !== 'true' && text !== 'false')
      throw inputError(`trino://${host}: "?${name}" is true or false.`);
    return text === 'true';
  };
  const sources = searchParams.get('sources');
  const [ssl, fetch] = [booleanOption('SSL', !LOOPBACK.includes(hostname)), booleanOption('fetch', true)];
  const scratch = searchParams.get('scratch')?.split('.');
  if (scratch && (scratch.length !== 2 || scratch.includes('')))
    throw inputError(`trino://${host}: "?scratch" is a catalog and a schema, such as ?scratch=hive.scratch.`);
  const user = decoded(address.username);
  const credentials = credentialsOf(user, env, host);
  return {
    trino: {
      server: `${ssl ? 'https' : 'http'}://${host}`,
      catalog,
      schema,
      ...(user !== '' && { user }),
      ...(credentials && { credentials }),
    },
    table: [catalog, schema, table].map(quoteName).join('.'),
    limit,
    ...(sources !== null && { sources }),
    fetch,
    ...(scratch && { scratch: scratch.map(quoteName).join('.') }),
  };
}

function credentialsOf(
  username: string,
  { TRINO_PASSWORD: password, TRINO_ACCESS_TOKEN: token }: NodeJS.ProcessEnv,
  host: string,
): TrinoCredentials | undefined {
  if (token) return { token };
  if (!password) return undefined;
  if (username === '')
    throw inputError(`trino://${host}: TRINO_PASSWORD is whose? Write trino://name@${host}/….`);
  return { username, password };
}
