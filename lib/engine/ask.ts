import type { JS } from '@duckdb/node-api';
import { collectBatches } from './column-batch.js';
import { query, type SqlParameter } from './query.js';
import type { Records } from './records.js';

/**
 * Runs one SELECT on records wherever they stand, and gives its rows as `query` does: BIGINT as bigint, TIMESTAMP as Date,
 * DOUBLE and INTEGER as number, NULL as null. For results of a size that a person reads.
 *
 * @param sql what both DuckDB and Trino understand, as all of `lib/sql`
 * @param parameters values bound to `$name` in the SQL, never spliced into its text
 * @throws the engine's error, which names the place in the SQL
 *
 * @example
 * const [row] = await ask<{ n: bigint }>(traffic, 'select count(*) as n from traffic');
 */
export async function ask<Row extends { readonly [Name in keyof Row]: JS }>(
  records: Records,
  sql: string,
  parameters: Readonly<Record<string, SqlParameter>> = {},
): Promise<readonly Row[]> {
  if (!records.remote) return query<Row>(records.connection, sql, parameters);
  return (await collectBatches(records.remote.stream(sql, parameters))).rows as readonly Row[];
}
