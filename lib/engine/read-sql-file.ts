import { readFileSync } from 'node:fs';
import path from 'node:path';
import { significantTokens } from './sql-tokens.js';

/**
 * Reads a query from `lib/sql`.
 *
 * A file selects its parameters from the view `parameters`, which `lib/sql/setup.sql` defines for a DuckDB shell; the returned text
 * has `$name` instead, for `query` to bind.
 *
 * @param name the file's name without `.sql`, with its folder: `over-time`, `investigate/rare-values`
 * @returns the SQL
 * @throws an ENOENT error when there is no such file
 *
 * @example
 * await traffic.engine.query(readSqlFile('over-time'), { bin: 600 });
 */
export function readSqlFile(name: string): string {
  return withParameters(readFileSync(path.join(__dirname, '..', 'sql', `${name}.sql`), 'utf8'));
}

/** Replaces `(select name from parameters)` by `$name`. */
function withParameters(sql: string): string {
  const tokens = significantTokens(sql);
  let [text, done] = ['', 0];
  for (const [i, { at }] of tokens.entries()) {
    const [open, select, name, from, view, close] = tokens.slice(i, i + 6).map((token) => token.text);
    if (`${open}${select} ${from} ${view}${close}` !== '(select from parameters)') continue;
    text += `${sql.slice(done, at)}$${name}`;
    done = tokens[i + 5]!.at + 1;
  }
  return text + sql.slice(done);
}
