import {
  BOOLEAN,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  FLOAT,
  INTEGER,
  UBIGINT,
} from '@duckdb/node-api';
import { copy_data_to_vector, data_chunk_get_vector } from '@duckdb/node-bindings';

/** A column of INTEGER, FLOAT, UBIGINT, or BOOLEAN (0 and 1). */
export type ColumnArray = Int32Array | Float32Array | BigUint64Array | Uint8Array;

/**
 * Appends to a table what stands in typed arrays: their bytes are copied, and no value is looked at.
 *
 * @returns `append`, which takes an array a column, in the order of the table, each of as many values and no more than
 *   `VECTOR_ROWS`, and `end`, after which all rows are in the table
 *
 * @example
 * const { append, end } = await arrayAppender(connection, 'scores');
 * append([Int32Array.of(1, 2), Float32Array.of(0.5, 0.25)]);
 * end();
 */
export async function arrayAppender(
  connection: DuckDBConnection,
  table: string,
): Promise<{ readonly append: (columns: readonly ColumnArray[]) => void; readonly end: () => void }> {
  const appender = await connection.createAppender(table);
  return {
    append(columns) {
      const chunk = DuckDBDataChunk.create(columns.map(typeOf), columns[0]?.length ?? 0);
      columns.forEach(({ buffer, byteOffset, byteLength }, nth) => {
        copy_data_to_vector(
          data_chunk_get_vector(chunk.chunk, nth),
          0,
          buffer as ArrayBuffer,
          byteOffset,
          byteLength,
        );
      });
      appender.appendDataChunk(chunk);
    },
    end: () => appender.closeSync(),
  };
}

function typeOf(column: ColumnArray): DuckDBType {
  if (column instanceof Int32Array) return INTEGER;
  if (column instanceof BigUint64Array) return UBIGINT;
  return column instanceof Float32Array ? FLOAT : BOOLEAN;
}
