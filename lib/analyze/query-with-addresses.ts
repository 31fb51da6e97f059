import type { JS } from '@duckdb/node-api';
import type { SqlParameters } from '../engine/engine.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';

/** Empty relations for optional tables. */
const EMPTY_TABLES = {
  addresses: `select cast(null as varchar) as ip, cast(null as varchar) as country, cast(null as integer) as asn,
    cast(null as varchar) as owner, cast(null as varchar) as known where false`,
  record_scores: 'select cast(null as integer) as row_id, cast(null as real) as score where false',
} as const;

/**
 * Runs a query that reads `addresses` or `record_scores`; a table that does not exist counts as empty.
 *
 * @param query name of a file in `lib/sql`, or SQL
 * @param parameters values of the `$name` parameters
 */
export async function queryWithAddresses<Row extends { readonly [Name in keyof Row]: JS }>(
  { engine }: Traffic,
  query: string | { readonly sql: string },
  parameters: SqlParameters = {},
): Promise<readonly Row[]> {
  const relations: Record<string, string> = {};
  for (const [table, select] of Object.entries(EMPTY_TABLES))
    if (!(await engine.hasTable(table))) relations[table] = select;
  return engine.query<Row>(typeof query === 'string' ? readSqlFile(query) : query.sql, parameters, {
    relations,
  });
}
