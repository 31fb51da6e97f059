import type { DataFrame } from 'danfojs-node';
import type { HtmlBlock } from '../text/html-block.js';
import { table as tableOf } from '../text/table.js';
import type { BoundSql } from './sql-template.js';
import { toDataFrame } from './to-data-frame.js';

/** One column of a result, with its type in the engine. */
export interface ResultColumn {
  readonly name: string;
  readonly type: string;
}

/** Result of an SQL query; `show(result)` shows it as a table. */
export interface SqlResult<Row> extends HtmlBlock {
  /** BIGINT as bigint, TIMESTAMP as Date (UTC), NULL as null. */
  readonly rows: readonly Row[];
  /** Names and types of the columns. */
  readonly columns: readonly ResultColumn[];
  /** The query with its bound values, to run it again, as for a sheet of a workbook. */
  readonly query: BoundSql;
  /** The rows as a Danfo DataFrame. */
  toDataFrame(): Promise<DataFrame>;
  /** The numeric columns as a row-major Float32 matrix; NULL is NaN. */
  toMatrix(): ResultMatrix;
}

/** Makes a result from rows; table, DataFrame and matrix are computed when they are used. */
export function sqlResult<Row extends object>(
  query: BoundSql,
  columns: readonly ResultColumn[],
  rows: readonly Row[],
): SqlResult<Row> {
  let table: HtmlBlock | undefined;
  const block = () => {
    table ??= tableOf(rows, { columns: columns.map(({ name }) => name) });
    return table;
  };
  return {
    rows,
    columns,
    query: query,
    toDataFrame: () => toDataFrame(rows),
    toMatrix: () => toMatrix(columns, rows),
    get html() {
      return block().html;
    },
    get text() {
      return block().text;
    },
  };
}

/** Numbers of a result, ready for a model or for TensorFlow.js. */
export interface ResultMatrix {
  /** Row-major, `rows × columns.length`. */
  readonly values: Float32Array;
  readonly rows: number;
  /** The names of the columns taken: those with numbers. */
  readonly columns: readonly string[];
}

const NUMERIC = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|REAL|DOUBLE|DECIMAL.*)$/;

/**
 * Takes the numeric columns of a result as a Float32 matrix; NULL becomes NaN.
 *
 * @throws when no column is numeric
 *
 * @example
 * const { values, rows } = (await sql`select bytes_in, bytes_out from traffic`).toMatrix();
 * const tensor = tf.tensor2d(values, [rows, 2]);
 */
export function toMatrix(columns: readonly ResultColumn[], rows: readonly object[]): ResultMatrix {
  const names = columns.filter(({ type }) => NUMERIC.test(type)).map(({ name }) => name);
  if (names.length === 0)
    throw new Error(
      `No column of the result is numeric: ${columns.map((c) => `${c.name} (${c.type})`).join(', ')}.`,
    );
  const values = new Float32Array(rows.length * names.length);
  rows.forEach((row, i) => {
    names.forEach((name, j) => {
      const value = (row as Record<string, number | bigint | null>)[name];
      values[i * names.length + j] = value === null || value === undefined ? Number.NaN : Number(value);
    });
  });
  return { values, rows: rows.length, columns: names };
}
