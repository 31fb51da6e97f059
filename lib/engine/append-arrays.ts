import { BOOLEAN, type DuckDBConnection, DuckDBDataChunk, FLOAT, INTEGER } from '@duckdb/node-api';
import { copy_data_to_vector, data_chunk_get_vector } from '@duckdb/node-bindings';

/** Rows of one vector of the engine. */
export const VECTOR_ROWS = 2_048;

const types = { Int32Array: INTEGER, Float32Array: FLOAT, Uint8Array: BOOLEAN } as const;

/** Kinds of columns: INTEGER, FLOAT, BOOLEAN (0 and 1). */
export type ArrayKind = keyof typeof types;

/** An array of any of these kinds. */
export type ColumnArray = Int32Array | Float32Array | Uint8Array;

/**
 * Appends to a table what stands in typed arrays: their bytes are copied, and no value is looked at.
 *
 * @param kinds of the table's columns, in their order
 * @returns `append`, which takes an array a column, each of as many values and no more than `VECTOR_ROWS`, and `end`, after
 *   which all rows are in the table
 *
 * @example
 * const { append, end } = await arrayAppender(connection, 'scores', ['Int32Array', 'Float32Array']);
 * append([Int32Array.of(1, 2), Float32Array.of(0.5, 0.25)]);
 * end();
 */
export async function arrayAppender(
  connection: DuckDBConnection,
  table: string,
  kinds: readonly ArrayKind[],
): Promise<{ readonly append: (columns: readonly ColumnArray[]) => void; readonly end: () => void }> {
  const appender = await connection.createAppender(table);
  const chunk = DuckDBDataChunk.create(kinds.map((kind) => types[kind]));
  return {
    append(columns) {
      chunk.reset();
      chunk.rowCount = columns[0]?.length ?? 0;
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
