import { inOneLine, type SqlDialect, type SqlFunction } from '../compose-sql.js';
import { readSqlFile } from '../read-sql-file.js';
import { sqlTokens } from '../sql-tokens.js';

let known: readonly SqlFunction[] | undefined;

/**
 * How Trino writes a query: with the names of DuckDB that it uses and Trino lacks, as inline functions
 * (`lib/sql/trino/functions.sql`).
 *
 * @see https://trino.io/docs/current/udf/introduction.html
 *
 * @example
 * composeSql('select len($list)', {}, trinoDialect());
 * // 'with function len(list array(varchar)) … select len($list)'
 */
export function trinoDialect(): SqlDialect {
  known ??= declaredFunctions(readSqlFile('trino/functions'));
  return { functions: known };
}

/** Each begins with the word `function` and ends with a comma, or with the text. */
function declaredFunctions(sql: string): readonly SqlFunction[] {
  const tokens = sqlTokens(sql);
  const starts = tokens.filter(({ kind, text }) => kind === 'word' && text === 'function');
  return starts.map(({ at }, i) => {
    const text = inOneLine(sql.slice(at, starts[i + 1]?.at));
    const [, , name] = sqlTokens(text);
    return { name: name!.text, text: text.endsWith(',') ? text.slice(0, -1) : text };
  });
}
