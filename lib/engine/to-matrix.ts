import type { ResultColumn } from './sql-result.js';

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
