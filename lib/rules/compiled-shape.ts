import { sqlTokens } from '../engine/sql-tokens.js';
import {
  all,
  count,
  listOf,
  nullOr,
  object,
  oneOf,
  type Shape,
  text,
  truth,
  where,
} from '../files/json-shape.js';

/** Columns of the relation `requests` that have forms in lower case, decoded, and both together. */
const TEXTS = ['uri', 'path', 'query', 'user_agent', 'referer'];

/** Everything but strings, numbers and signs that the compiler writes: functions of texts, operators, and columns. */
const WORDS: ReadonlySet<string> = new Set([
  ...['has_text', 'starts_with', 'ends_with', 'regexp_like', 'regexp_extract', 'lower', 'chr', 'coalesce'],
  ...['ip_key', 'cast', 'as', 'varchar', 'and', 'or', 'not', 'in', 'is', 'null', 'true', 'false', 'like'],
  ...['escape', 'between', 'exists', 'select', 'from', 'traffic', 'where'],
  ...TEXTS.flatMap((name) => [name, `${name}_lower`, `${name}_decoded`, `${name}_both`]),
  ...['texts_both', 'both_texts', 'host', 'method', 'response_code', 'src_ip', 'dst_ip', 'dst_port'],
]);
const SIGNS: ReadonlySet<string> = new Set(['(', ')', ',', '=', '<', '>', '|']);
/** What must come after a word: the only subquery is whether any record has a column. */
const NEXT: Readonly<Record<string, string>> = {
  exists: '(',
  select: '1',
  from: 'traffic',
  traffic: 'where',
};

/**
 * Tells whether SQL is an expression as the compiler of rules writes it, over one request: it names no table but
 * the records, no function that reads anything else, and closes no bracket that it did not open.
 *
 * @example
 * isRuleSql("has_text(uri_both, '/etc/passwd')"); // true
 * isRuleSql("(select content from read_text('/etc/passwd')) = ''"); // false
 */
export function isRuleSql(sql: string): boolean {
  const tokens = sqlTokens(sql).filter(({ kind }) => kind !== 'space');
  let open = 0;
  for (const [i, { kind, text: token }] of tokens.entries()) {
    if (token === '(') open += 1;
    if (token === ')') open -= 1;
    if (open < 0) return false;
    const next = NEXT[token];
    if (next !== undefined && kind === 'word' && tokens[i + 1]?.text !== next) return false;
    const known = {
      word: WORDS.has(token),
      sign: SIGNS.has(token),
      string: token.startsWith("'"),
      number: true,
    };
    if (!(known as Readonly<Record<string, boolean>>)[kind]) return false;
  }
  return open === 0 && tokens.length > 0;
}

const ruleSql: Shape = all(
  text,
  where((sql) => isRuleSql(String(sql))),
);

const correlation = object({
  type: oneOf('event_count', 'value_count', 'temporal', 'temporal_ordered'),
  rules: listOf(object({ name: text, sql: ruleSql, groupBy: listOf(ruleSql), value: nullOr(ruleSql) })),
  seconds: count,
  operator: oneOf('=', '<>', '<', '<=', '>', '>='),
  count: where(Number.isSafeInteger),
});

const fields = object({
  id: text,
  name: text,
  class: text,
  kind: oneOf('attack', 'probe', 'scanner', 'context'),
  level: oneOf('informational', 'low', 'medium', 'high', 'critical'),
  techniques: listOf(text),
  description: text,
  falsePositives: listOf(text),
  own: truth,
  file: text,
  needs: nullOr(listOf(text)),
  textTest: nullOr(ruleSql),
  patterns: listOf(text),
  correlation: nullOr(correlation),
});

/** A rule on single requests has SQL, and a correlation has that of its rules. */
const rule: Shape = (value, place) => {
  const wrong = fields(value, place);
  if (wrong !== undefined) return wrong;
  const { sql, correlation: counted } = value as { readonly sql?: unknown; readonly correlation: unknown };
  return counted === null ? ruleSql(sql, `${place}.sql`) : sql === '' ? undefined : `${place}.sql`;
};

/** Shape of compiled rules in a file, whose SQL is the compiler's. */
export const compiledShape: Shape = object({ rules: listOf(rule) });
