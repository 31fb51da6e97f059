import { type TypedValue, typedValue } from '../typed-value.js';

/**
 * How a column's values, all of them text in what Athena answers, become what `query` gives of DuckDB. Lists, rows and maps
 * stay text: Athena does not say what is in them.
 *
 * @param type Athena's name of the column's type
 *
 * @example
 * athenaValue('bigint')('9007199254740993'); // 9007199254740993n
 */
export function athenaValue(type: string): (text: string | undefined) => TypedValue {
  const typed = present(type);
  return (text) => (text === undefined ? null : typed(text));
}

function present(type: string): (text: string) => TypedValue {
  if (/^(tinyint|smallint|int|integer)$/.test(type)) return Number;
  if (type === 'float') return (text) => Math.fround(Number(text));
  if (type === 'boolean') return (text) => text === 'true';
  if (/^(array|map|row|struct)\b/.test(type)) return (text) => text;
  return typedValue(type);
}
