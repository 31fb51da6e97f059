import { sqlFile } from '../sql-file.js';

/** A query, after its comments; what is no query cannot bring functions along, or brings its own. */
const QUERY = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:select|with(?!\s+function))\b/i;

let all: readonly { readonly name: string; readonly text: string }[] | undefined;

/**
 * Puts the definitions of those names of DuckDB that a query uses and Trino lacks (`lib/sql/trino/functions.sql`) before
 * the query, on its first line.
 *
 * @see https://trino.io/docs/current/udf/introduction.html
 *
 * @example
 * withFunctions('select len($list)'); // 'with function len(list array(varchar)) … select len($list)'
 */
export function withFunctions(sql: string): string {
  all ??= sqlFile('trino/functions')
    .replaceAll(/--[^\n]*\n/g, '')
    .split(/,?\s*^(?=function )/m)
    .filter((text) => text !== '')
    .map((text) => ({
      name: /^function (\w+)/.exec(text)![1]!,
      text: text.replaceAll(/\s+/g, ' ').trim(),
    }));
  const used = all.filter(({ name }) => new RegExp(`\\b${name}\\(`, 'i').test(sql));
  return used.length === 0 || !QUERY.test(sql)
    ? sql
    : `with ${used.map(({ text }) => text).join(', ')} ${sql}`;
}
