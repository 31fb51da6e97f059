import type { DuckDBConnection } from '@duckdb/node-api';
import { data_chunk_get_vector, vector_get_data } from '@duckdb/node-bindings';
import { type FeatureFile, featureDefinitions } from './feature-definitions.js';
import type { Category, FeatureColumn, FeatureMatrix } from './feature-matrix.js';
import type { TableOf } from './feature-tables.js';
import type { FittedFeatures } from './fitted-features.js';
import { categoryNames } from './learn-frequencies.js';
import { BEND } from './unscaled.js';

/**
 * Reads tables of unscaled features into a matrix, scaled by `unscaled` turned round: linear where records
 * are usual, logarithmic in the tails, so that one giant transfer does not drown every other record. An absent
 * value becomes the median.
 *
 * The engine's vectors, of a finished result (a streamed one ends early, silently, if another query runs), are copied
 * column by column, without an object per row, which would cost 18 times as much. Rows of different tables meet here,
 * by their `row_id`, which is cheaper than a join of wide tables.
 *
 * @param tables as `withFeatureTables` computes them
 * @param rows which rows, as a condition on `row_id` in SQL; all of them when left out
 */
export async function readMatrix(
  connection: DuckDBConnection,
  tables: TableOf,
  { columns, frequencies }: Pick<FittedFeatures, 'columns' | 'frequencies'>,
  rows = 'true',
): Promise<FeatureMatrix> {
  const rowIds = await readRowIds(connection, [...tables.values()][0]!, rows);
  const first = rowIds[0] ?? 0;
  const place = places(rowIds);
  const width = columns.length;
  const values = new Float32Array(rowIds.length * width);
  const categories: Record<string, Category> = {};
  for (const [file, table] of tables) {
    const wanted = [...columns.keys()].filter((j) => fileOf(columns[j]!) === file);
    const codes: Int32Array[] = [];
    const coded: string[] = [];
    for (const { category } of wanted.map((j) => columns[j]!)) {
      if (category === undefined) continue;
      coded.push(`${category}_code`);
      codes.push(new Int32Array(rowIds.length));
      categories[category] = { codes: codes.at(-1)!, names: categoryNames(frequencies, category) };
    }
    const scaled = wanted.map((j) => {
      const { name } = columns[j]!;
      return `cast(coalesce(asinh((${name} - $m${j}) / ($s${j} * ${BEND})) * ${BEND}, 0) as float)`;
    });
    const result = await connection.run(
      `select ${['row_id', ...coded, ...scaled].join(', ')} from ${table} where ${rows}`,
      Object.fromEntries(
        wanted.flatMap((j) => [
          [`m${j}`, columns[j]!.median] as const,
          [`s${j}`, columns[j]!.scale] as const,
        ]),
      ),
    );
    for (let chunk = await result.fetchChunk(); chunk?.rowCount; chunk = await result.fetchChunk()) {
      const count = chunk.rowCount;
      const vector = (column: number): Uint8Array =>
        vector_get_data(data_chunk_get_vector(chunk!.chunk, column), count * 4);
      const at = integers(vector(0)).map((id) => place[id - first]!);
      codes.forEach((to, i) => {
        const from = integers(vector(1 + i));
        for (let k = 0; k < count; k++) to[at[k]!] = from[k]!;
      });
      wanted.forEach((j, i) => {
        const bytes = vector(1 + codes.length + i);
        const from = new Float32Array(bytes.buffer, bytes.byteOffset, count);
        for (let k = 0; k < count; k++) values[at[k]! * width + j] = from[k]!;
      });
    }
  }
  return { values, rows: rowIds.length, columns, rowIds, categories };
}

const files = new Map(featureDefinitions.map(({ name, file }) => [name, file]));

function fileOf({ name }: FeatureColumn): FeatureFile {
  const file = files.get(name);
  if (file === undefined) {
    throw new Error(`“${name}” is no feature of this version of the project: fit the features anew.`);
  }
  return file;
}

/** The `row_id`s in ascending order. */
async function readRowIds(connection: DuckDBConnection, table: string, rows: string): Promise<Int32Array> {
  const result = await connection.run(`select row_id from ${table} where ${rows}`);
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

/** Where each `row_id` stands, counted from the first: sorting numbers here is cheaper than having the engine sort whole rows. */
function places(rowIds: Int32Array): Int32Array {
  const first = rowIds[0] ?? 0;
  const place = new Int32Array((rowIds.at(-1) ?? 0) - first + 1);
  rowIds.forEach((id, i) => {
    place[id - first] = i;
  });
  return place;
}

const integers = (bytes: Uint8Array): Int32Array =>
  new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
