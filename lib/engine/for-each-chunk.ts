import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  DuckDBMaterializedResult,
  type DuckDBResult,
  type DuckDBValue,
} from '@duckdb/node-api';
import {
  data_chunk_get_vector,
  list_vector_get_child,
  list_vector_get_size,
  vector_get_data,
} from '@duckdb/node-bindings';
import { makeYieldToEventLoop } from '../progress/yield-to-event-loop.js';

/** Bytes of a value of INTEGER and FLOAT. */
const BYTES = 4;
/** Bytes of where a list begins and how long it is, 8 each; no result is so long that the upper 4 are used. */
const LIST_ENTRY = 16;

/** Rows of a result as the engine's raw vectors, whose bytes are valid until the callback returns. */
export interface ChunkVectors {
  readonly rows: number;
  /** How many rows came before. */
  readonly before: number;
  /** The bytes of a column, by its position and the bytes of a value (8 of a DOUBLE; 4 when left out). */
  readonly column: (nth: number, bytes?: number) => Uint8Array;
  /** Of a column of lists: the bytes of the values of all, and where among the values each row's begin, which is every fourth of `starts`. */
  readonly lists: (nth: number) => { readonly starts: Uint32Array; readonly values: Uint8Array };
}

/** Callback that reads some rows of a result. */
export type ReadChunk = (chunk: ChunkVectors) => void;

/**
 * Runs SQL and calls a function with each chunk of the result as raw vectors while the engine still computes, without row objects
 * and without keeping the result.
 *
 * A streamed result ends early, silently, if another query runs on the connection: then everything is read again, from a
 * finished result.
 *
 * @param sql gives INTEGER, FLOAT and DOUBLE columns, and lists of the first two, without nulls
 * @param rows how many there will be
 * @param take may see rows twice
 *
 * @throws when there are more or fewer rows than expected
 *
 * @example
 * let sum = 0;
 * await forEachChunk(connection, 'select row_id from traffic', {}, traffic.records, ({ rows, column }) => {
 *   const bytes = column(0);
 *   for (const id of new Int32Array(bytes.buffer, bytes.byteOffset, rows)) sum += id;
 * });
 */
export async function forEachChunk(
  connection: DuckDBConnection,
  sql: string,
  values: Readonly<Record<string, DuckDBValue>>,
  rows: number,
  take: ReadChunk,
): Promise<void> {
  for (const read of ['stream', 'run'] as const) {
    const seen = await readChunks(await connection[read](sql, { ...values }), take);
    if (seen === rows) return;
    if (read === 'run') throw new Error(`The engine gave ${seen} rows of ${rows}.`);
  }
}

/**
 * Calls a function with each chunk of a result as raw vectors.
 *
 * @returns how many rows it had
 */
export async function readChunks(result: DuckDBResult, take: ReadChunk): Promise<number> {
  const yieldToEventLoop = makeYieldToEventLoop();
  const next = chunksOf(result);
  let before = 0;
  for (let chunk = await next(); chunk?.rowCount; chunk = await next()) {
    const { chunk: raw, rowCount: rows } = chunk;
    const vector = (nth: number) => data_chunk_get_vector(raw, nth);
    take({
      rows,
      before,
      column: (nth, bytes = BYTES) => vector_get_data(vector(nth), rows * bytes),
      lists(nth) {
        const lists = vector(nth);
        const entries = vector_get_data(lists, rows * LIST_ENTRY);
        return {
          starts: new Uint32Array(entries.buffer, entries.byteOffset, (rows * LIST_ENTRY) / BYTES),
          values: vector_get_data(list_vector_get_child(lists), list_vector_get_size(lists) * BYTES),
        };
      },
    });
    before += rows;
    await yieldToEventLoop();
  }
  return before;
}

/** Reads a finished result without a turn of the event loop per chunk: a busy loop would delay hundreds of chunks. */
function chunksOf(result: DuckDBResult): () => Promise<DuckDBDataChunk | null> | DuckDBDataChunk | undefined {
  if (!(result instanceof DuckDBMaterializedResult)) return () => result.fetchChunk();
  const { chunkCount } = result;
  let nth = 0;
  return () => (nth < chunkCount ? result.getChunk(nth++) : undefined);
}

/** The INTEGER values of a raw vector. */
export const integers = (bytes: Uint8Array): Int32Array =>
  new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / BYTES);

/** The FLOAT values of a raw vector. */
export const floats = (bytes: Uint8Array): Float32Array =>
  new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / BYTES);
