import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';

/**
 * Opens an in-process DuckDB that computes in UTC, divides integers as Trino does and spills to disk when
 * memory is short.
 *
 * @param file path of a database file; in memory when left out
 */
export async function openDuckDB(file = ':memory:'): Promise<DuckDBConnection> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  await connection.run("set timezone = 'UTC'; set integer_division = true");
  return connection;
}
