/** What a piece of SQL is: a word may be a keyword, a name or a function; a quoted name is a name whatever it says. */
export type SqlTokenKind =
  | 'word'
  | 'quoted name'
  | 'string'
  | 'number'
  | 'parameter'
  | 'comment'
  | 'space'
  | 'sign';

/** A piece of an SQL text. */
export interface SqlToken {
  readonly kind: SqlTokenKind;
  /** As it stands in the SQL, with its quotes. */
  readonly text: string;
  /** Where it begins: the number of characters (UTF-16 units) before it. */
  readonly at: number;
}

/**
 * Splits SQL of DuckDB or Trino into tokens. Together they are the text again, whatever the text is: what is not closed (a string, a
 * comment) reaches to the end.
 *
 * @returns the tokens in order; a parameter is `$` with its name or number, a sign is one character
 * @see https://www.postgresql.org/docs/current/sql-syntax-lexical.html
 *
 * @example
 * sqlTokens('select $n -- how many').map(({ kind }) => kind); // ['word', 'space', 'parameter', 'space', 'comment']
 */
export function sqlTokens(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  for (let at = 0; at < sql.length; ) {
    const [kind, end] = tokenAt(sql, at);
    tokens.push({ kind, text: sql.slice(at, end), at });
    at = end;
  }
  return tokens;
}

/** The tokens that mean something: without spaces and comments. */
export const significantTokens = (sql: string): readonly SqlToken[] =>
  sqlTokens(sql).filter(({ kind }) => kind !== 'space' && kind !== 'comment');

/**
 * Gives a statement without the semicolon at its end, so that it can stand within another one.
 *
 * @example
 * withoutSemicolon('select 1; -- done'); // 'select 1'
 */
export function withoutSemicolon(sql: string): string {
  const last = significantTokens(sql).at(-1);
  return last?.text === ';' ? sql.slice(0, last.at) : sql;
}

/**
 * Writes something else in place of each parameter of an SQL text.
 *
 * @param write gets the parameter's name, or its number as text, and the length of its place
 *
 * @example
 * replaceParameters("select $n, '$n'", () => '?'); // "select ?, '$n'"
 */
export const replaceParameters = (sql: string, write: (name: string, length: number) => string): string =>
  sqlTokens(sql)
    .map(({ kind, text }) => (kind === 'parameter' ? write(text.slice(1), text.length) : text))
    .join('');

function tokenAt(sql: string, at: number): readonly [kind: SqlTokenKind, end: number] {
  const first = sql[at]!;
  if (isSpace(first)) return ['space', whileAt(sql, at, isSpace)];
  if (sql.startsWith('--', at)) return ['comment', whileAt(sql, at, (character) => character !== '\n')];
  if (sql.startsWith('/*', at)) return ['comment', after(sql, '*/', at + 2)];
  if (first === "'") return ['string', afterQuote(sql, "'", at)];
  if (first === '"') return ['quoted name', afterQuote(sql, '"', at)];
  if (first === '$') {
    const end = whileAt(sql, at + 1, isWord);
    // DuckDB's $$text$$ and $tag$text$tag$.
    const tag = isDigit(sql[at + 1]) || sql[end] !== '$' ? undefined : sql.slice(at, end + 1);
    const close = tag === undefined ? -1 : sql.indexOf(tag, end + 1);
    if (tag !== undefined && close >= 0) return ['string', close + tag.length];
    return end === at + 1 ? ['sign', end] : ['parameter', end];
  }
  if (isDigit(first)) return ['number', whileAt(sql, at, isWord)];
  // Not half of a character that is two UTF-16 units: those are words.
  return isWord(first) ? ['word', whileAt(sql, at, isWord)] : ['sign', at + 1];
}

const isSpace = (character: string): boolean => character.trim() === '';
const isDigit = (character = ''): boolean => character >= '0' && character <= '9';
/** Letters of every script are; so are all other characters beyond ASCII, none of which is a sign of SQL. */
const isWord = (character: string): boolean =>
  (character >= 'a' && character <= 'z') ||
  (character >= 'A' && character <= 'Z') ||
  isDigit(character) ||
  character === '_' ||
  (character > '\x7f' && !isSpace(character));

function whileAt(sql: string, from: number, holds: (character: string) => boolean): number {
  let at = from;
  while (at < sql.length && holds(sql[at]!)) at += 1;
  return at;
}

function after(sql: string, end: string, from: number): number {
  const position = sql.indexOf(end, from);
  return position < 0 ? sql.length : position + end.length;
}

/** Within quotes a quote is doubled; there is no other escape. */
function afterQuote(sql: string, quote: string, from: number): number {
  let at = from + 1;
  for (;;) {
    const position = sql.indexOf(quote, at);
    if (position < 0) return sql.length;
    if (sql[position + 1] !== quote) return position + 1;
    at = position + 2;
  }
}
