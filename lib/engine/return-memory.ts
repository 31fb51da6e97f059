import type { DuckDBConnection } from '@duckdb/node-api';

/**
 * Gives memory that an engine has freed back to the system: after heavy queries a hundred megabytes and more, which a
 * kernel and a browser beside it can use. DuckDB does so when its threads are started anew; no statement asks for just that.
 *
 * @param connection on which no query runs
 */
export async function returnMemory(connection: DuckDBConnection): Promise<void> {
  await connection.run('set threads = 1');
  await connection.run('reset threads');
}
