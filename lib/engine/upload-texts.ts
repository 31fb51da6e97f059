import { VARCHAR } from '@duckdb/node-api';
import type { DuckDBEngine } from './duckdb-engine.js';
import type { Engine, Table } from './engine.js';

/**
 * Creates a table in an engine from a SELECT of texts in a DuckDB of this process.
 *
 * @throws an InputError when it is larger than the engine takes
 *
 * @example
 * const table = await uploadTexts(engine, local, 'select field, content from texts');
 */
export async function uploadTexts(engine: Engine, local: DuckDBEngine, select: string): Promise<Table> {
  if (engine === local) return local.createTable(select);
  const result = await local.connection.runAndReadAll(select);
  const columns = result.getColumns() as readonly (readonly (string | number | null)[])[];
  const names = result.columnNames();
  return engine.uploadTable(
    Object.fromEntries(names.map((name, i) => [name, { type: VARCHAR, values: columns[i] ?? [] }])),
  );
}
