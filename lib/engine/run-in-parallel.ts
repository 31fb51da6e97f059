import type { DuckDBConnection } from '@duckdb/node-api';
import { withConnection } from './duckdb.js';

/**
 * Runs works at once, each on a connection of its own to the same tables: for what the engine does on one processor.
 *
 * @throws the first error, when all have ended
 *
 * @example
 * await runInParallel(connection, [1, 2].map((n) => (own) => own.run(`copy (select ${n}) to 'part-${n}.csv'`)));
 */
export async function runInParallel<Result>(
  connection: DuckDBConnection,
  tasks: readonly ((own: DuckDBConnection) => Promise<Result>)[],
): Promise<readonly Result[]> {
  // Each work brings a thread of its own; the engine's others would only look for work, which takes the processors from these.
  await connection.run('set threads = 1');
  const results = await Promise.allSettled(tasks.map((work) => withConnection(connection, work)));
  await connection.run('reset threads');
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
