import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { sqlFile } from './sql-file.js';

/**
 * Opens an in-process DuckDB that computes in UTC, divides integers as Trino does, knows some of Trino's
 * names (`lib/sql/macros.sql`) and spills to disk when memory is short.
 *
 * @param file path of a database file; in memory when left out
 */
export async function openDuckDB(file = ':memory:'): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run("set timezone = 'UTC'; set integer_division = true");
  // Freed memory goes back to the system at once: beside a notebook's kernel, what is kept for later is missed elsewhere.
  await connection.run(
    "set allocator_flush_threshold = '8MB'; set allocator_bulk_deallocation_flush_threshold = '16MB'",
  );
  // Of a few addresses an asof join would compare each with all half a million known ranges.
  await connection.run('set asof_loop_join_threshold = 0');
  // A quarter of a million addresses within ranges take 3 s so; the merge join that is chosen otherwise never ends.
  await connection.run('set merge_join_threshold = 0');
  await connection.run(sqlFile('macros'));
  return connection;
}
