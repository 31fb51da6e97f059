import {
  type DuckDBAppender,
  DuckDBDataChunk,
  DuckDBTimestampValue,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api';
import type { ColumnBatch } from './column-batch.js';
import type { TypedValue } from './typed-value.js';
import { VECTOR_ROWS } from './vector-rows.js';

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
