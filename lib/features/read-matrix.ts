import type { DuckDBConnection } from '@duckdb/node-api';
import { forEachChunk, integers, type ReadChunk, readChunks } from '../engine/for-each-chunk.js';
import { type FeatureFile, featureDefinitions } from './feature-definitions.js';
import type { Category, FeatureColumn, FeatureMatrix } from './feature-matrix.js';
import type { FittedFeatures } from './fitted-features.js';
import { categoryNames } from './learn-frequencies.js';
import { IN_WARM_UP, type Relations } from './relations.js';
import { LINEAR_SIGMAS } from './unscale.js';

/** Range of `row_id` per row read, from which on an array of all positions is too long. */
const MAX_SPARSITY = 8;

/**
 * Maximum number of rows that the engine materializes, some tens of megabytes, which lets it compute on all
 * processors.
 */
const MAX_MATERIALIZED_ROWS = 300_000;

/**
 * Reads unscaled features into a matrix and scales them by the inverse of `unscale`: linear for typical
 * values and logarithmic in the tails, so that one very large transfer does not dominate. A missing value
 * becomes the median.
 *
 * The vectors of the engine are copied without an object per row, which would take 18 times as long. Rows of
 * different relations are combined by `row_id` in memory, which is cheaper than a join of wide tables.
 *
 * @param relations relations of `withFeatureTables`
 * @param rows SQL condition on `row_id`; all rows by default
 * @param records table with the records
 * @returns a matrix of records × features, row-major, in the order of `row_id`
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
 * Reads a matrix as `readMatrix` does, for known `row_id`s in ascending order.
 *
 * @param into array to reuse for the values where it is large enough
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
  const files = columns.map(fileOf);
  const queries = [...relations].map(([file, relation]) => {
    const columnIndexes = [...columns.keys()].filter((j) => files[j] === file);
    const categorical = columnIndexes.flatMap((j) => columns[j]!.category ?? []);
    const codes = categorical.map((category) => {
      const names = categoryNames(frequencies, category);
      const column = { codes: new Int32Array(rowIds.length), names };
      categories[category] = column;
      return column.codes;
    });
    const scaled = columnIndexes.map((j) => scaledSql(columns[j]!, j));
    // As a list, which the engine stores like a row of the matrix.
    const sql = `select ${['row_id', ...categorical.map((name) => `${name}_code`), `cast([${scaled.join(', ')}] as float[])`].join(', ')} from ${relation.from(rows)}`;
    const bound = { ...relation.values, ...scaleBindings(columns, columnIndexes) };
    const take: ReadChunk = ({ rows: count, column, lists }) => {
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
        for (let i = 0; i < columnIndexes.length; i++) values[to + columnIndexes[i]!] = from[start + i]!;
      }
    };
    return { sql, bound, take };
  });
  if (rowIds.length > MAX_MATERIALIZED_ROWS) {
    for (const { sql, bound, take } of queries)
      await forEachChunk(connection, sql, bound, rowIds.length, take);
  } else {
    const results = await Promise.all(queries.map(({ sql, bound }) => connection.run(sql, bound)));
    for (const [i, result] of results.entries()) {
      const seen = await readChunks(result, queries[i]!.take);
      if (seen !== rowIds.length) throw new Error(`The engine gave ${seen} rows of ${rowIds.length}.`);
    }
  }
  return { values, rows: rowIds.length, columns, rowIds, categories };
}

/** SQL of the scaled value of a feature, with the values of `scaleBindings` bound. */
export function scaledSql({ name }: FeatureColumn, j: number): string {
  const value = `coalesce(asinh((${name} - $m${j}) / $s${j}) * ${LINEAR_SIGMAS}, 0)`;
  return `cast(${withoutWarmUp(name, value)} as float)`;
}

/** Medians and scales of the columns with these indexes, as `scaledSql` binds them. */
export const scaleBindings = (
  columns: readonly FeatureColumn[],
  indexes: readonly number[],
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    indexes.flatMap((j) => [
      [`m${j}`, columns[j]!.median] as const,
      [`s${j}`, columns[j]!.scale * LINEAR_SIGMAS] as const,
    ]),
  );

const definitions = new Map(featureDefinitions.map((definition) => [definition.name, definition]));

/** A scaled value, 0 where the capture is too young for it to be right. */
function withoutWarmUp(name: string, value: string): string {
  const warmUp = definitions.get(name)?.warmUp;
  if (warmUp === undefined) return value;
  const kept = { low: `greatest(${value}, 0)`, high: `least(${value}, 0)`, unknown: '0' }[warmUp];
  return `case when ${IN_WARM_UP} then ${kept} else ${value} end`;
}

/**
 * Returns where a feature is computed. The category is part of the SQL, so a model's must be the feature's
 * own.
 */
export function fileOf({ name, form, category }: FeatureColumn): FeatureFile {
  const definition = definitions.get(name);
  if (definition?.form !== form || definition.category !== category) {
    throw new Error(
      `“${name}” is ${definition ? 'another' : 'no'} feature in this version of the project: fit the features anew.`,
    );
  }
  return definition.file;
}

/** Reads the `row_id`s of the rows that meet a condition, in ascending order. */
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

/**
 * Makes a function that returns the position of a `row_id` in an ascending list: sorting numbers is cheaper than sorting rows in
 * the engine.
 */
export function rowPositions(rowIds: Int32Array): (id: number) => number {
  const first = rowIds[0] ?? 0;
  const last = rowIds.at(-1) ?? 0;
  // An array of all positions is faster, but too large for a small sample of many records.
  if (last - first >= MAX_SPARSITY * rowIds.length) return (id) => countOfLess(rowIds, id);
  const place = new Int32Array(last - first + 1);
  rowIds.forEach((id, i) => {
    place[id - first] = i;
  });
  return (id) => place[id - first]!;
}

/** Counts the numbers of a sorted list that are less, by binary search. */
function countOfLess(sorted: Int32Array, id: number): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (sorted[middle]! < id) from = middle + 1;
    else to = middle;
  }
  return from;
}
