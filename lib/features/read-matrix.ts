import type { DuckDBConnection } from '@duckdb/node-api';
import { forEachChunk, type TakeChunk, takeChunks } from '../engine/for-each-chunk.js';
import { type FeatureFile, featureDefinitions } from './feature-definitions.js';
import type { Category, FeatureColumn, FeatureMatrix } from './feature-matrix.js';
import type { FittedFeatures } from './fitted-features.js';
import { categoryNames } from './learn-frequencies.js';
import type { Relations } from './relations.js';
import { LINEAR_SIGMAS } from './unscale.js';

/** Values of `row_id` for one that is read, from which on a list of them all is too long. */
const MAX_SPARSITY = 8;

/** Rows whose features the engine may hold, some tens of megabytes: it then computes them on all processors, whatever is done here meanwhile. */
const MAX_MATERIALIZED_ROWS = 300_000;

/**
 * Reads unscaled features into a matrix, scaled by `unscale` turned round: linear where records
 * are usual, logarithmic in the tails, so that one giant transfer does not drown every other record. An absent
 * value becomes the median.
 *
 * The engine's vectors are copied as they are, without an object per row, which would cost 18 times as much.
 * Rows of different relations meet here, by their `row_id`, which is cheaper than a join of wide tables.
 *
 * @param relations as `withFeatureTables` computes them
 * @param rows which rows, as a condition on `row_id` in SQL; all of them when left out
 * @param records the table with the records
 */
export async function readMatrix(
  connection: DuckDBConnection,
  relations: Relations,
  fitted: Pick<FittedFeatures, 'columns' | 'frequencies'>,
  rows = 'true',
  records = 'traffic',
): Promise<FeatureMatrix> {
  return readRows(connection, relations, fitted, rows, await readRowIds(connection, rows, records));
}

/**
 * As `readMatrix`, of rows whose `row_id`s are known, in ascending order.
 *
 * @param into where the values go when there is room; what it held is lost
 */
export async function readRows(
  connection: DuckDBConnection,
  relations: Relations,
  { columns, frequencies }: Pick<FittedFeatures, 'columns' | 'frequencies'>,
  rows: string,
  rowIds: Int32Array,
  into?: Float32Array,
): Promise<FeatureMatrix> {
  const position = rowPositions(rowIds);
  const width = columns.length;
  const size = rowIds.length * width;
  const values = into && into.length >= size ? into.subarray(0, size) : new Float32Array(size);
  const categories: Record<string, Category> = {};
  const queries = [...relations].map(([file, relation]) => {
    const wanted = [...columns.keys()].filter((j) => fileOf(columns[j]!) === file);
    const categorical = wanted.flatMap((j) => columns[j]!.category ?? []);
    const codes = categorical.map((category) => {
      const names = categoryNames(frequencies, category);
      const column = { codes: new Int32Array(rowIds.length), names };
      categories[category] = column;
      return column.codes;
    });
    const scaled = wanted.map((j) => {
      const { name } = columns[j]!;
      return `cast(coalesce(asinh((${name} - $m${j}) / $s${j}) * ${LINEAR_SIGMAS}, 0) as float)`;
    });
    const scales = wanted.flatMap((j) => [
      [`m${j}`, columns[j]!.median] as const,
      [`s${j}`, columns[j]!.scale * LINEAR_SIGMAS] as const,
    ]);
    // As a list, which the engine lays out as a row of the matrix: the values of a row next to each other.
    const sql = `select ${['row_id', ...categorical.map((name) => `${name}_code`), `cast([${scaled.join(', ')}] as float[])`].join(', ')} from ${relation.from(rows)}`;
    const bound = { ...relation.values, ...Object.fromEntries(scales) };
    const take: TakeChunk = ({ rows: count, column, lists }) => {
      const at = integers(column(0)).map(position);
      codes.forEach((to, i) => {
        const from = integers(column(1 + i));
        for (let k = 0; k < count; k++) to[at[k]!] = from[k]!;
      });
      const { starts, values: listed } = lists(1 + codes.length);
      const from = new Float32Array(listed.buffer, listed.byteOffset, listed.byteLength / 4);
      for (let k = 0; k < count; k++) {
        const start = starts[k * 4]!;
        const to = at[k]! * width;
        for (let i = 0; i < wanted.length; i++) values[to + wanted[i]!] = from[start + i]!;
      }
    };
    return { sql, bound, take };
  });
  if (rowIds.length > MAX_MATERIALIZED_ROWS) {
    for (const { sql, bound, take } of queries) await forEachChunk(connection, sql, bound, rowIds.length, take);
  } else {
    const results = await Promise.all(queries.map(({ sql, bound }) => connection.run(sql, bound)));
    for (const [i, result] of results.entries()) {
      const seen = await takeChunks(result, queries[i]!.take);
      if (seen !== rowIds.length) throw new Error(`The engine gave ${seen} rows of ${rowIds.length}.`);
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

/** The `row_id`s of the rows that meet a condition, in ascending order. */
export async function readRowIds(
  connection: DuckDBConnection,
  where: string,
  records: string,
): Promise<Int32Array> {
  const from = `from ${records} where ${where}`;
  const rows = Number((await connection.runAndReadAll(`select count(*) ${from}`)).getRows()[0]![0]);
  const all = new Int32Array(rows);
  await forEachChunk(connection, `select row_id ${from}`, {}, rows, ({ column, before }) => {
    all.set(integers(column(0)), before);
  });
  return all.sort();
}

/** Where each `row_id` stands: sorting numbers here is cheaper than having the engine sort whole rows. */
function rowPositions(rowIds: Int32Array): (id: number) => number {
  const first = rowIds[0] ?? 0;
  const last = rowIds.at(-1) ?? 0;
  // A list of all places is faster, and of a sample of a hundred million would be far larger than what is read.
  if (last - first >= MAX_SPARSITY * rowIds.length) return (id) => countOfLess(rowIds, id);
  const place = new Int32Array(last - first + 1);
  rowIds.forEach((id, i) => {
    place[id - first] = i;
  });
  return (id) => place[id - first]!;
}

/** How many numbers of a sorted list are less, by halving. */
function countOfLess(sorted: Int32Array, id: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! < id) from = middle + 1;
    else to = middle;
  }
  return from;
}

const integers = (bytes: Uint8Array): Int32Array =>
  new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
