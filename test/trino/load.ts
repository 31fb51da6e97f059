import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { folders } from '../../lib/commands/trino/folders.js';
import { query } from '../../lib/engine/query.js';
import { quoteLiteral } from '../../lib/engine/sql-text.js';
import { openTrino } from '../../lib/engine/trino/open-trino.js';
import type { TrinoServer } from '../../lib/engine/trino/trino-server.js';
import { TABLES } from './datasets.js';

/** Where the Parquet file of a table is, which Hive takes as the table itself. */
export const parquetFile = (schema: string, table: string) =>
  path.join(folders.warehouse, schema, table, `${table}.parquet`);

/** How Trino names the types of DuckDB's tables; the others have the same name. */
const TYPES: Readonly<Record<string, string>> = { FLOAT: 'real', TIMESTAMP: 'timestamp(6)' };

/** Gives Trino tables of a DuckDB, as Parquet, in a schema of their own, which is emptied before. */
export async function load(
  connection: DuckDBConnection,
  trino: TrinoServer,
  tables: readonly string[] = TABLES,
): Promise<void> {
  const { schema } = trino;
  await unload(trino);
  await openTrino(trino).query(`create schema hive.${schema}`);
  for (const table of tables) {
    const file = parquetFile(schema, table);
    mkdirSync(path.dirname(file), { recursive: true });
    await connection.run(`copy (select * from ${table}) to ${quoteLiteral(file)} (format parquet)`);
    const columns = await query<{ column_name: string; column_type: string }>(
      connection,
      `select column_name, column_type from (describe ${table})`,
    );
    const typed = columns.map(
      ({ column_name, column_type }) => `${column_name} ${TYPES[column_type] ?? column_type}`,
    );
    await openTrino(trino).query(`create table ${table} (${typed.join(', ')})
        with (format = 'PARQUET', external_location = 'local:///${schema}/${table}')`);
  }
}

/** Takes the schema away again, with its files. */
export async function unload(trino: TrinoServer): Promise<void> {
  await openTrino(trino).query(`drop schema if exists hive.${trino.schema} cascade`);
  rmSync(path.join(folders.warehouse, trino.schema), { recursive: true, force: true });
}
