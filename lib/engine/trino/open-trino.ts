import { composeSql } from '../compose-sql.js';
import { makeQueryEngine, type QueryEngine } from '../query-engine.js';
import { bindParameters } from './bind-parameters.js';
import { serverUrl } from './connect-trino.js';
import { streamTrino, type TrinoCost } from './stream-trino.js';
import { trinoDialect } from './trino-dialect.js';
import type { TrinoServer } from './trino-server.js';

/**
 * Returns an engine that runs queries on a Trino server. Nothing is sent to the server before the first query.
 *
 * The engine's `query`, `stream`, `describe` and `estimate` take the SQL, values for its `$name` parameters, and options: `signal`
 * cancels the query on the server, `onProgress` gets the percentage done, `onCost` gets bytes, rows and processor time in the end.
 * The names of DuckDB that `lib/sql` uses and Trino lacks are defined in each query that uses them. Requests that the network or a
 * busy server lost are repeated up to `server.retries` times, unless that could start the statement twice.
 *
 * @param server address, catalog and schema, and optionally credentials, views and session properties
 * @returns the engine; `sqlFor({ engine })` gives a tagged template for it
 * @throws an InputError when the address is not a URL; each function throws as {@link QueryEngine.query} does
 * @see https://trino.io/docs/current/sql/explain.html for `estimate`
 *
 * @example
 * const trino = openTrino({ server: 'http://127.0.0.1:8476', catalog: 'tpch', schema: 'tiny' });
 * const topOrders = () => trino.query<{ orderkey: bigint }>('select orderkey from orders limit $n', { n: 10 });
 * const sql = sqlFor({ engine: trino });
 */
export function openTrino(server: TrinoServer): QueryEngine<TrinoCost> {
  return makeQueryEngine<TrinoCost>({
    name: `Trino at ${serverUrl(server).host}`,
    run: (sql, parameters, options) =>
      streamTrino({ ...server, views: { ...server.views, ...options.relations } }, sql, parameters, options),
    explain(sql, parameters, options) {
      const composed = composeSql(sql, { ...server.views, ...options.relations }, trinoDialect());
      const statement = `explain (type io, format json) ${bindParameters(composed, parameters)}`;
      return streamTrino(server, statement, {}, options);
    },
  });
}
