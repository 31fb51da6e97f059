import { type SqlToken, sqlTokens } from './sql-tokens.js';

/** A function that an engine lacks, as its SQL declares it for one query. */
export interface SqlFunction {
  readonly name: string;
  /** `function name(…) returns …` in one line. */
  readonly text: string;
}

/** How an engine writes what stands before a query. */
export interface SqlDialect {
  /** Stands after a relation's `as`, so that it is not materialized. */
  readonly inlined?: string;
  /** Functions that a query brings along where it uses them. */
  readonly functions?: readonly SqlFunction[];
}

/** DuckDB, which materializes what is used more than once unless it is told not to. */
export const DUCKDB: SqlDialect = { inlined: 'not materialized ' };

/**
 * Composes a query of its own text and of relations that it uses by name: each is a SELECT, and stands before the query in its
 * `with`, on its first line, so that errors name the right line (unless a string of a relation has a line break). Only what is
 * used is there, also by other relations, each after those that it uses. A name that the query defines itself is its own.
 *
 * A SELECT may read a table of its own name: `{ traffic: 'select * from traffic where bytes_in > 0' }`.
 *
 * @param sql a query; anything else (`create`, `explain`) stays as it is
 * @param relations by name, in any order
 * @param dialect of the engine that runs it; standard SQL when left out
 *
 * @example
 * composeSql('select count(*) from busy', { busy: 'select src_ip from traffic' }, DUCKDB);
 * // 'with busy as not materialized (select src_ip from traffic) select count(*) from busy'
 */
export function composeSql(
  sql: string,
  relations: Readonly<Record<string, string>>,
  { inlined = '', functions = [] }: SqlDialect = {},
): string {
  if (functions.length === 0 && Object.keys(relations).length === 0) return sql;
  const tokens = sqlTokens(sql);
  const begin = beginning(tokens);
  if (begin === undefined) return sql;
  const bound = new Map<string, string>();
  const all = new Map(
    Object.entries(relations).map(([name, select]) => [name.toLowerCase(), [name, select]]),
  );
  const bind = (used: ReadonlySet<string>, binding: readonly string[]) => {
    for (const [key, [name = '', select = '']] of all) {
      // One that uses itself, or that which uses it, means a table.
      if (!used.has(key) || bound.has(key) || binding.includes(key)) continue;
      bind(usedNames(sqlTokens(select)), [...binding, key]);
      bound.set(key, `${name} as ${inlined}(${inOneLine(select)})`);
    }
  };
  bind(usedNames(tokens), [...definedNames(tokens)]);
  const texts = [sql, ...bound.values()];
  const called = new Set(texts.flatMap((text) => [...calledFunctions(sqlTokens(text))]));
  const definitions = functions.filter(({ name }) => called.has(name.toLowerCase())).map(({ text }) => text);
  const before = definitions.length === 0 ? '' : `with ${definitions.join(', ')} `;
  if (bound.size === 0) return before + sql;
  const { first, recursive } = begin;
  const lead = sql.slice(0, first.at);
  const list = `${before}with ${recursive ? 'recursive ' : ''}${[...bound.values()].join(', ')} ${lead}`;
  if (first.text.toLowerCase() !== 'with') return list + sql.slice(first.at);
  // As long as the words it replaces, so that errors name the right column.
  const own = sql.slice(first.at + first.text.length);
  if (!recursive) return `${list},   ${own}`;
  const between = sql.slice(first.at + first.text.length, recursive.at);
  return `${list},   ${between}${' '.repeat(recursive.text.length)}${sql.slice(recursive.at + recursive.text.length)}`;
}

/** Words that a query begins with. */
const QUERY = new Set(['select', 'with', 'from', 'values', 'table', '(']);

const means = ({ kind }: SqlToken): boolean => kind !== 'space' && kind !== 'comment';
const is = (token: SqlToken | undefined, ...words: readonly string[]): boolean =>
  token !== undefined &&
  (token.kind === 'word' || token.kind === 'sign') &&
  words.includes(token.text.toLowerCase());

/** Where a query begins; undefined of another statement, and of a query that brings its own functions along. */
function beginning(tokens: readonly SqlToken[]) {
  const [first, second] = tokens.filter(means);
  if (first === undefined || !QUERY.has(first.text.toLowerCase())) return undefined;
  if (is(first, 'with') && is(second, 'function')) return undefined;
  return { first, recursive: is(first, 'with') && is(second, 'recursive') ? second : undefined };
}

/** The name that a token is, in lower case. */
function nameOf({ kind, text }: SqlToken): string | undefined {
  if (kind === 'word') return text.toLowerCase();
  return kind === 'quoted name' ? text.slice(1, -1).replaceAll('""', '"').toLowerCase() : undefined;
}

/**
 * Names in SQL that may be relations: not of a column or table after a dot, of what a column follows after a dot, or of a
 * function, and not those of a `with` around or before them. It may name columns, never too little.
 */
function usedNames(tokens: readonly SqlToken[]): ReadonlySet<string> {
  const used = new Set<string>();
  const scopes: { readonly names: Set<string>; defining: boolean }[] = [
    { names: new Set(), defining: false },
  ];
  const list = tokens.filter(means);
  for (const [i, token] of list.entries()) {
    const scope = scopes.at(-1)!;
    const [before, next] = [list[i - 1], list[i + 1]];
    if (is(token, '(')) scopes.push({ names: new Set(), defining: false });
    else if (is(token, ')')) {
      if (scopes.length > 1) scopes.pop();
    } else if (is(token, 'with')) scope.defining = true;
    else if (is(token, 'select', 'from', 'values', 'table')) scope.defining = false;
    const name = nameOf(token);
    if (name === undefined) continue;
    if (scope.defining && is(before, 'with', 'recursive', ',') && is(next, 'as', '(')) scope.names.add(name);
    else if (!is(before, '.') && !is(next, '.', '(') && !scopes.some(({ names }) => names.has(name)))
      used.add(name);
  }
  return used;
}

/** The names that a query's own `with` defines. */
function definedNames(tokens: readonly SqlToken[]): ReadonlySet<string> {
  const defined = new Set<string>();
  const list = tokens.filter(means);
  let depth = 0;
  if (!is(list[0], 'with')) return defined;
  for (const [i, token] of list.entries()) {
    if (is(token, '(')) depth += 1;
    else if (is(token, ')')) depth -= 1;
    if (depth > 0) continue;
    if (is(token, 'select', 'from', 'values', 'table')) break;
    const name = nameOf(token);
    if (name !== undefined && is(list[i - 1], 'with', 'recursive', ',')) defined.add(name);
  }
  return defined;
}

/** Names that a bracket follows. */
function calledFunctions(tokens: readonly SqlToken[]): ReadonlySet<string> {
  const list = tokens.filter(means);
  return new Set(
    list.flatMap((token, i) => (is(list[i + 1], '(') && !is(list[i - 1], '.') ? (nameOf(token) ?? []) : [])),
  );
}

/**
 * Gives SQL in one line, without comments.
 *
 * @example
 * inOneLine('select 1 -- one\nfrom t'); // 'select 1 from t'
 */
export function inOneLine(sql: string): string {
  return sqlTokens(sql)
    .map((token) => (means(token) ? token : { ...token, text: ' ' }))
    .filter(({ text }, i, all) => text !== ' ' || all[i - 1]?.text !== ' ')
    .map(({ text }) => text)
    .join('')
    .trim();
}
