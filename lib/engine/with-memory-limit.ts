import { availableParallelism, totalmem } from 'node:os';
import type { DuckDBConnection } from '@duckdb/node-api';
import { returnMemory } from './return-memory.js';

/** Megabytes below which sorting spills so often that it takes a third longer. */
const LEAST = 200;
/** Each thread sorts blocks of its own. */
const EACH_THREAD = 100;
/** Bytes a record: what windows over the records of a million need. */
const EACH_RECORD = 200;
/** Megabytes beyond which more records spill to disk, so that any number of them leaves room on a laptop. */
const MOST = 1_000;

/**
 * Runs work on an engine that holds no more than what this many records need, spills the rest to disk, and gives all back
 * in the end: left alone it takes most of the machine's memory, beside a kernel and a browser.
 *
 * @param records how many the work goes through
 *
 * @example
 * await withMemoryLimit(traffic.connection, traffic.records, () => extractFeatures(traffic));
 */
export async function withMemoryLimit<Result>(
  connection: DuckDBConnection,
  records: number,
  work: () => Promise<Result>,
): Promise<Result> {
  const wanted = Math.min(
    MOST,
    Math.max(LEAST, EACH_THREAD * availableParallelism(), (EACH_RECORD * records) / 1e6),
  );
  // No more than the engine's own default, four fifths of the machine's memory.
  const megabytes = Math.floor(Math.min(wanted, (0.8 * totalmem()) / 1e6));
  await connection.run(`set memory_limit = '${megabytes}MB'`);
  try {
    return await work();
  } finally {
    await connection.run('reset memory_limit');
    await returnMemory(connection);
  }
}
