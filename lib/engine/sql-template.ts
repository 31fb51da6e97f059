import { DuckDBTimestampValue, type DuckDBValue, timestampValue } from '@duckdb/node-api';

/** A value that may stand in `${…}` of an SQL template. */
export type SqlValue = string | number | bigint | boolean | Date | null;

/** SQL text with `$1`, `$2` … and the values bound to them. */
export interface BoundSql {
  readonly text: string;
  readonly values: readonly DuckDBValue[];
}

/**
 * Puts `$1`, `$2` … where a template has values, so that no value becomes part of the SQL text. A list becomes
 * the parenthesised list that `in` takes; an empty one is the empty set.
 *
 * @throws a TypeError when a value is of a kind that SQL does not know, such as an object
 *
 * @example
 * bindTemplate(['select ', ' as ip'], ['192.0.2.1']).text; // 'select $1 as ip'
 */
export function bindTemplate(
  parts: readonly string[],
  values: readonly (SqlValue | readonly SqlValue[])[],
): BoundSql {
  const bound: DuckDBValue[] = [];
  const bind = (value: SqlValue) => `$${bound.push(bindable(value))}`;
  const text = parts.reduce((before, part, i) => {
    const value = values[i - 1] ?? null;
    if (!Array.isArray(value)) return before + bind(value as SqlValue) + part;
    return `${before}${value.length === 0 ? '(select null where false)' : `(${value.map(bind).join(', ')})`}${part}`;
  });
  return { text, values: bound };
}

/** The values of a template by the names that they have in its text: `1`, `2` … */
export const sqlParameters = ({ values }: BoundSql): Readonly<Record<string, SqlValue>> =>
  Object.fromEntries(
    values.map((value, i) => [
      `${i + 1}`,
      value instanceof DuckDBTimestampValue ? new Date(Number(value.micros / 1000n)) : (value as SqlValue),
    ]),
  );

function bindable(value: SqlValue): DuckDBValue {
  if (value instanceof Date) return timestampValue(BigInt(value.getTime()) * 1000n);
  if (value !== null && typeof value === 'object')
    throw new TypeError('A value in SQL must be text, a number, a boolean, a Date, null or a list of these.');
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError(
      `A value in SQL is ${typeof value}; text, a number, a boolean, a Date or null was expected.`,
    );
  return value;
}
