import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api';
import { vector_size } from '@duckdb/node-bindings';
import type { ColumnBatch } from './column-batch.js';
import type { ResultColumn } from './sql-result.js';
import { quoteName } from './sql-text.js';
import type { TypedValue } from './typed-value.js';

/**
 * Puts rows that an engine elsewhere gave into a table of DuckDB, without an object a row.
 *
 * @param types of the table's columns; what goes into a VARCHAR is written as text
 */
export function appendBatch(
  appender: DuckDBAppender,
  { rows, columns }: ColumnBatch,
  types: readonly DuckDBType[],
): void {
  for (let at = 0; at < rows; at += VECTOR_ROWS) {
    const chunk = DuckDBDataChunk.create(types, Math.min(VECTOR_ROWS, rows - at));
    for (const [i, { values }] of columns.entries())
      chunk.setColumnValues(
        i,
        values.slice(at, at + VECTOR_ROWS).map((value) => storable(value, types[i])),
      );
    appender.appendDataChunk(chunk);
  }
}

function storable(value: TypedValue, type: DuckDBType | undefined): DuckDBValue {
  if (value instanceof Date) return new DuckDBTimestampValue(BigInt(value.getTime()) * 1000n);
  return type === VARCHAR && value !== null ? String(value) : (value as DuckDBValue);
}

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

/** Rows of one vector of the engine: what it takes and gives at a time. */
export const VECTOR_ROWS = vector_size();
