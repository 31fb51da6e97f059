import type { DuckDBConnection, DuckDBValue, JS } from '@duckdb/node-api';

/** A value that may be bound to a `$name` of a query. */
export type SqlParameter = string | number | bigint | boolean | null;

/**
 * Runs one SELECT and gives its rows: BIGINT as bigint, TIMESTAMP as Date, DOUBLE and INTEGER as number, NULL
 * as null. For results of a size that a person reads; features go through `lib/features` without row objects.
 *
 * @param parameters values bound to `$name` in the SQL, never spliced into its text
 * @throws the engine's error, which names the place in the SQL
 *
 * @example
 * const rows = await query<{ n: bigint }>(traffic.connection, 'select count(*) as n from traffic');
 */
export async function query<Row extends { readonly [Name in keyof Row]: JS }>(
  connection: DuckDBConnection,
  sql: string,
  parameters: Readonly<Record<string, SqlParameter>> = {},
): Promise<readonly Row[]> {
  const reader = await connection.runAndReadAll(sql, { ...parameters } as Record<string, DuckDBValue>);
  return reader.getRowObjectsJS() as unknown as readonly Row[];
}
