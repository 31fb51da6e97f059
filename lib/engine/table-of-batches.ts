import type { DuckDBAppender, DuckDBConnection, DuckDBType } from '@duckdb/node-api';
import { appendBatch } from './append-batch.js';
import type { ColumnBatch } from './column-batch.js';
import type { ResultColumn } from './sql-result.js';
import { quoteName } from './sql-text.js';

/**
 * Makes a temporary table in the DuckDB of this process of what an engine elsewhere answers, batch by batch in bounded memory, and
 * without an object a row; in the order in which rows come.
 *
 * @param table its name; what had it is replaced
 * @param typeOf the type that a column gets here
 * @throws when the answer has no columns, or `typeOf` throws
 */
export async function tableOfBatches(
  connection: DuckDBConnection,
  table: string,
  batches: AsyncIterable<ColumnBatch>,
  typeOf: (column: ResultColumn) => DuckDBType,
): Promise<void> {
  let types: readonly DuckDBType[] = [];
  let appender: DuckDBAppender | undefined;
  try {
    for await (const batch of batches) {
      // Until it has been planned there, a query has no columns; in the end also one without rows has.
      if (batch.columns.length === 0) continue;
      if (appender === undefined) {
        types = batch.columns.map(typeOf);
        const declared = batch.columns.map(({ name }, i) => `${quoteName(name)} ${types[i]}`);
        await connection.run(`create or replace temp table ${table} (${declared.join(', ')})`);
        appender = await connection.createAppender(table, 'main', 'temp');
      }
      appendBatch(appender, batch, types);
    }
  } finally {
    appender?.closeSync();
  }
  if (appender === undefined) throw new Error(`The answer to ${table} has no columns.`);
}
