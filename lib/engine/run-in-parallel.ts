import type { DuckDBConnection } from '@duckdb/node-api';
import { withConnection } from './duckdb.js';

/**
 * Runs tasks in parallel, each on its own connection to the same tables, for work that the engine does on one processor.
 *
 * @throws the first error, after all tasks have ended
 *
 * @example
 * await runInParallel(connection, [1, 2].map((n) => (own) => own.run(`copy (select ${n}) to 'part-${n}.csv'`)));
 */
export async function runInParallel<Result>(
  connection: DuckDBConnection,
  tasks: readonly ((own: DuckDBConnection) => Promise<Result>)[],
): Promise<readonly Result[]> {
  // Each task runs on its own thread; the engine's idle threads would take processor time from these.
  await connection.run('set threads = 1');
  const results = await Promise.allSettled(tasks.map((work) => withConnection(connection, work)));
  await connection.run('reset threads');
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
