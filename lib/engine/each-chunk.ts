import type { DuckDBConnection, DuckDBResult, DuckDBValue } from '@duckdb/node-api';
import { data_chunk_get_vector, vector_get_data } from '@duckdb/node-bindings';

/** Bytes of a value of INTEGER and FLOAT. */
const BYTES = 4;

/**
 * Gets the number of rows of a chunk and a function from a column's position, and the bytes of a value (8 of a DOUBLE; 4 when
 * left out), to its bytes, which are valid until it returns, and how many rows came before.
 */
export type TakeChunk = (
  rows: number,
  vector: (column: number, bytes?: number) => Uint8Array,
  before: number,
) => void;

/**
 * Runs SQL and hands over its result as the engine's raw vectors, chunk by chunk while the engine still computes, without
 * an object a row and without keeping the result.
 *
 * A streamed result ends early, silently, if another query runs on the connection: then everything is read again, from a
 * finished result.
 *
 * @param sql gives INTEGER, FLOAT and DOUBLE columns without nulls
 * @param rows how many there will be
 * @param take may see rows twice
 *
 * @throws when there are more or fewer rows than expected
 *
 * @example
 * let sum = 0;
 * await eachChunk(connection, 'select row_id from traffic', {}, traffic.records, (rows, vector) => {
 *   const bytes = vector(0);
 *   for (const id of new Int32Array(bytes.buffer, bytes.byteOffset, rows)) sum += id;
 * });
 */
export async function eachChunk(
  connection: DuckDBConnection,
  sql: string,
  values: Readonly<Record<string, DuckDBValue>>,
  rows: number,
  take: TakeChunk,
): Promise<void> {
  for (const read of ['stream', 'run'] as const) {
    const seen = await takeChunks(await connection[read](sql, { ...values }), take);
    if (seen === rows) return;
    if (read === 'run') throw new Error(`The engine gave ${seen} rows of ${rows}.`);
  }
}

/**
 * Hands over a result as the engine's raw vectors.
 *
 * @returns how many rows it had
 */
export async function takeChunks(result: DuckDBResult, take: TakeChunk): Promise<number> {
  let seen = 0;
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    const { chunk: raw, rowCount } = chunk;
    const vector = (column: number, bytes = BYTES) =>
      vector_get_data(data_chunk_get_vector(raw, column), rowCount * bytes);
    take(rowCount, vector, seen);
    seen += rowCount;
  }
  return seen;
}
