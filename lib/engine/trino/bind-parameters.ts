import type { SqlParameter } from '../query.js';
import { replaceParameters, withoutSemicolon } from '../sql-tokens.js';

/** A value that may be bound to a `$name` on Trino or Athena, or a list of texts or of numbers. */
export type QueryParameter = SqlParameter | Date | readonly string[] | readonly number[];

/**
 * Makes the statement by which Trino runs SQL with values bound to its `$name`. Each `$name` in
 * the SQL becomes a `?`; the values follow `using`, each as one literal, the only form that Trino's protocol has.
 * An integer number becomes an INTEGER or BIGINT (of which `limit` may be), any other a DOUBLE; a list, which may be long,
 * an ARRAY of the one type that fits all of it.
 *
 * @throws when a `$name` has no value, or a value is of a kind that SQL does not know
 * @see https://trino.io/docs/current/sql/execute-immediate.html
 *
 * @example
 * bindParameters('select $who', { who: "O'Hara" }); // "execute immediate 'select ?   ' using 'O''Hara'"
 */
export function bindParameters(sql: string, parameters: Readonly<Record<string, QueryParameter>>): string {
  const { text, literals } = placeParameters(sql, parameters);
  return literals.length === 0 ? text : `execute immediate ${quoted(text)} using ${literals.join(', ')}`;
}

/** The parts of that statement, for engines that take them separately: the SQL with a `?` for each value, and the values as literals. */
export function placeParameters(
  sql: string,
  parameters: Readonly<Record<string, QueryParameter>>,
): { readonly text: string; readonly literals: readonly string[] } {
  const literals: string[] = [];
  const text = replaceParameters(withoutSemicolon(sql), (name, length) => {
    literals.push(literal(boundValue(parameters, name)));
    // Padded to the length of the name, so that errors name the right column.
    return '?'.padEnd(length);
  });
  return { text, literals };
}

/**
 * Writes values into SQL as literals, for a text to which no values can be bound, such as that of a view.
 *
 * @throws as `bindParameters` does
 *
 * @example
 * withLiterals('src_ip = $who', { who: "O'Hara" }); // "src_ip = 'O''Hara'"
 */
export const withLiterals = (sql: string, parameters: Readonly<Record<string, QueryParameter>>): string =>
  replaceParameters(sql, (name) => literal(boundValue(parameters, name)));

function boundValue(parameters: Readonly<Record<string, QueryParameter>>, name: string): QueryParameter {
  if (!Object.hasOwn(parameters, name)) throw new Error(`The SQL asks for $${name}, which has no value.`);
  return parameters[name]!;
}

/** Within quotes a quote is doubled; there is no other escape. */
const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** A value as a literal of Trino. */
export function literal(value: QueryParameter): string {
  if (Array.isArray(value))
    return `cast(json_parse(${quoted(JSON.stringify(value))}) as array(${itemType(value)}))`;
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Date) return `timestamp '${value.toISOString().slice(0, -1).replace('T', ' ')}'`;
  if (typeof value === 'bigint') return `bigint '${value}'`;
  if (typeof value !== 'number')
    throw new TypeError(`A value in SQL is ${typeof value}; text, a number, a boolean or null was expected.`);
  if (Number.isSafeInteger(value)) return String(value);
  if (Number.isFinite(value)) return value.toExponential();
  return Number.isNaN(value) ? 'nan()' : `${value < 0 ? '-' : ''}infinity()`;
}

function itemType(list: readonly unknown[]): string {
  if (list.every((item) => typeof item === 'string')) return 'varchar';
  return list.every((item) => Number.isInteger(item) && Math.abs(item as number) < 2 ** 31)
    ? 'integer'
    : 'double';
}
