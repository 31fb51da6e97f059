import type { DuckDBConnection } from '@duckdb/node-api';
import { data_chunk_get_vector, vector_get_data } from '@duckdb/node-bindings';
import type { Category, FeatureColumn, FeatureMatrix } from './feature-matrix.js';
import type { Frequency } from './fitted-features.js';
import { categoryNames } from './learn-frequencies.js';
import { BEND } from './unscaled.js';

/**
 * Reads a table of unscaled features into a matrix, scaled by `unscaled` turned round: linear where records
 * are usual, logarithmic in the tails, so that one giant transfer does not drown every other record. An absent
 * value becomes the median.
 *
 * The engine's vectors, of a finished result (a streamed one ends early, silently, if another query runs), are copied column by column, without an object per row, which would cost 18 times as much.
 *
 * @param table has `row_id`, the features and the `…_code` columns of `lib/sql/features.sql`
 */
export async function readMatrix(
  connection: DuckDBConnection,
  table: string,
  columns: readonly FeatureColumn[],
  frequencies: readonly Frequency[],
): Promise<FeatureMatrix> {
  const rowIds = await readRowIds(connection, table);
  const place = places(rowIds);
  const width = columns.length;
  const values = new Float32Array(rowIds.length * width);
  const categories: Record<string, Category> = {};
  for (const { category } of columns) {
    if (category === undefined) continue;
    categories[category] = {
      codes: new Int32Array(rowIds.length),
      names: categoryNames(frequencies, category),
    };
  }
  const named = Object.entries(categories);
  const scaled = columns.map(
    ({ name }, i) => `cast(coalesce(asinh((${name} - $m${i}) / ($s${i} * ${BEND})) * ${BEND}, 0) as float)`,
  );
  const result = await connection.run(
    `select ${['row_id', ...named.map(([name]) => `${name}_code`), ...scaled].join(', ')} from ${table}`,
    Object.fromEntries(
      columns.flatMap(({ median, scale }, i) => [[`m${i}`, median] as const, [`s${i}`, scale] as const]),
    ),
  );
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    const rows = chunk.rowCount;
    const vector = (column: number): Uint8Array =>
      vector_get_data(data_chunk_get_vector(chunk!.chunk, column), rows * 4);
    const ids = integers(vector(0));
    named.forEach(([, { codes }], j) => {
      const from = integers(vector(1 + j));
      for (let k = 0; k < rows; k++) codes[place[ids[k]!]!] = from[k]!;
    });
    for (let j = 0; j < width; j++) {
      const bytes = vector(1 + named.length + j);
      const from = new Float32Array(bytes.buffer, bytes.byteOffset, rows);
      for (let k = 0; k < rows; k++) values[place[ids[k]!]! * width + j] = from[k]!;
    }
  }
  return { values, rows: rowIds.length, columns, rowIds, categories };
}

/** The `row_id`s in ascending order. */
async function readRowIds(connection: DuckDBConnection, table: string): Promise<Int32Array> {
  const result = await connection.run(`select row_id from ${table}`);
  const parts: Int32Array[] = [];
  for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
    const vector = data_chunk_get_vector(chunk.chunk, 0);
    parts.push(integers(vector_get_data(vector, chunk.rowCount * 4)).slice());
  }
  const all = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.sort();
}

/** Where each `row_id` stands: sorting numbers here is cheaper than having the engine sort whole rows. */
function places(rowIds: Int32Array): Int32Array {
  const place = new Int32Array((rowIds.at(-1) ?? 0) + 1);
  rowIds.forEach((id, i) => {
    place[id] = i;
  });
  return place;
}

const integers = (bytes: Uint8Array): Int32Array =>
  new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
