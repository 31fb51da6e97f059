import { randomUUID } from 'node:crypto';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { readSqlFile } from './read-sql-file.js';

// The driver decodes each text as a file of its own, and so drops a leading U+FEFF; values would then match no row.
const accessors = createRequire(path.join(__dirname, 'duckdb.js'))(
  '@duckdb/node-api/lib/vectors/dataAccessors.js',
) as { textDecoder: TextDecoder };
accessors.textDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Freed memory goes back to the system at once: beside a notebook's kernel, what is kept for later is missed elsewhere. */
export const RETURN_MEMORY =
  "set allocator_flush_threshold = '8MB'; set allocator_bulk_deallocation_flush_threshold = '16MB'";
/** The engine's own way, which loads a twentieth faster. */
export const KEEP_MEMORY =
  'reset allocator_flush_threshold; reset allocator_bulk_deallocation_flush_threshold';

/**
 * Opens an in-process DuckDB that computes in UTC, divides integers as Trino does, knows some of Trino's
 * names (`lib/sql/macros.sql`) and spills to disk when memory is short.
 *
 * @param file path of a database file; in memory when left out
 */
export async function openDuckDB(file = ':memory:'): Promise<DuckDBConnection> {
  return (await open(file)).connection;
}

/**
 * Opens a DuckDB in memory, as `openDuckDB` does, for as long as `use` runs: then its memory, and what it spilled, are given back at once,
 * and not only when nobody knows of it any more.
 *
 * @example
 * await withDuckDB((connection) => connection.run('create table traffic as select 1 as row_id'));
 */
export async function withDuckDB<Result>(
  use: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const { instance, connection } = await open(':memory:');
  try {
    return await use(connection);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

/** The engines of connections, for as long as somebody has the connection. */
const instances = new WeakMap<DuckDBConnection, DuckDBInstance>();

/**
 * Opens a further connection to the engine of one that was opened here, for as long as `use` runs, so that it waits for no other question
 * and no other waits for it: the same tables and limits, but what is temporary is each one's own.
 *
 * @throws when the connection was not opened here
 *
 * @example
 * await withConnection(traffic.connection, (own) => own.run("copy traffic to 'all.csv'"));
 */
export async function withConnection<Result>(
  connection: DuckDBConnection,
  use: (own: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const instance = instances.get(connection);
  if (instance === undefined)
    throw new Error('Only the engine of a connection that openDuckDB opened can be connected to.');
  const own = await connect(instance);
  try {
    return await use(own);
  } finally {
    own.closeSync();
  }
}

async function connect(instance: DuckDBInstance): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  instances.set(connection, instance);
  await connection.run("set timezone = 'UTC'; set integer_division = true");
  return connection;
}

async function open(file: string) {
  const instance = await DuckDBInstance.create(file);
  const connection = await connect(instance);
  // A folder of its own: engines that share one overwrite each other's spilled blocks.
  await connection.run('set temp_directory = $1', [path.join(tmpdir(), `duckdb-spill-${randomUUID()}`)]);
  await connection.run(RETURN_MEMORY);
  // Of a few addresses an asof join would compare each with all half a million known ranges.
  await connection.run('set asof_loop_join_threshold = 0');
  // A quarter of a million addresses within ranges take 3 s so; the merge join that is chosen otherwise never ends.
  await connection.run('set merge_join_threshold = 0');
  await connection.run(readSqlFile('macros'));
  return { instance, connection };
}
