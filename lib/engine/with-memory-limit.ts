import { availableParallelism, totalmem } from 'node:os';
import type { DuckDBConnection } from '@duckdb/node-api';

/** Each thread sorts blocks of its own. */
const THREAD_MEGABYTES = 100;
/** Bytes a record: twice what windows over a million need, which take a tenth longer with half. */
const RECORD_BYTES = 400;
/** Megabytes beyond which more records spill to disk, so that any number of them leaves room on a laptop. */
const MAX_MEGABYTES = 1_000;

/**
 * Megabytes that questions of any kind may take, and work however few its records are: what they are joined with does not shrink with
 * them. With 200, looking up 284,000 sources ran out of memory one time in four, and never with 250.
 */
const IDLE_MEGABYTES = 400;
/** Bytes a record: counting the different sources of each of many ports cannot be spilled. */
const IDLE_RECORD_BYTES = 50;

/**
 * Limits an engine to what any question about so many records may need: left alone it takes most of the machine's memory, beside
 * a kernel and a browser. Always by a number, since DuckDB 1.5.5 says after `reset memory_limit` that there is no limit, and keeps it.
 *
 * @example
 * await limitMemory(traffic.connection, traffic.records);
 */
export async function limitMemory(connection: DuckDBConnection, records: number): Promise<void> {
  await setLimit(connection, Math.max(IDLE_MEGABYTES, (IDLE_RECORD_BYTES * records) / 1e6));
}

/** How many works go on: they share the limit of the first, until the last has ended. */
const working = new WeakMap<DuckDBConnection, number>();

/**
 * Runs work on an engine that holds no more than what this many records need, spills the rest to disk, and gives all back
 * in the end. Work within other work, or beside it, keeps to the limit that is in force.
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
  const others = working.get(connection) ?? 0;
  working.set(connection, others + 1);
  try {
    if (others === 0)
      await setLimit(
        connection,
        Math.min(
          MAX_MEGABYTES,
          Math.max(IDLE_MEGABYTES, THREAD_MEGABYTES * availableParallelism(), (RECORD_BYTES * records) / 1e6),
        ),
      );
    return await work();
  } finally {
    const left = working.get(connection)! - 1;
    working.set(connection, left);
    if (left === 0) {
      await limitMemory(connection, records);
      await returnMemory(connection);
    }
  }
}

async function setLimit(connection: DuckDBConnection, wanted: number): Promise<void> {
  // No more than the engine's own default, four fifths of the machine's memory.
  const megabytes = Math.floor(Math.min(wanted, (0.8 * totalmem()) / 1e6));
  await connection.run(`set memory_limit = '${megabytes}MB'`);
}

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
