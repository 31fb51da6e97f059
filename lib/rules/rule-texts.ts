import { BIGINT, DuckDBDataChunk, VARCHAR } from '@duckdb/node-api';
import { VECTOR_ROWS } from '../engine/append-batch.js';
import { copyTable } from '../engine/copy-table.js';
import type { DuckDBEngine } from '../engine/duckdb-engine.js';
import type { Engine, Table } from '../engine/engine.js';
import { quoteLiteral } from '../engine/sql-text.js';
import { uploadTexts } from '../engine/upload-texts.js';
import type { LongOperation } from '../progress/long-operation.js';
import { makeYieldToEventLoop } from '../progress/yield-to-event-loop.js';
import { decodeQuery, decodeRequest, ENCODED } from '../text/decode-request.js';
import { type NumberedRule, type RulePlan, TEXT_FIELDS } from './plan-rules.js';
import type { RequestRule } from './rule.js';

/** Texts in memory at a time. */
const CHUNK_TEXTS = 16 * VECTOR_ROWS;

/**
 * Creates the table `rule_texts` of the different texts of requests that rules may match: `field` (the column),
 * `content`, `decoded`, `path_decoded`, `query_decoded` (each null where it is the lower case of the content)
 * and `possible` (numbers of the rules that may match it). Texts are decoded and searched in a DuckDB of this process, in bounded memory.
 *
 * @param relations `sent_traffic` of the traffic
 */
export async function createRuleTexts(
  engine: Engine,
  local: DuckDBEngine,
  relations: Readonly<Record<string, string>>,
  plan: RulePlan,
  { signal }: LongOperation,
): Promise<Table> {
  const { byText, everyText, parts } = plan;
  const fields = TEXT_FIELDS.filter(
    (field) => everyText.includes(field) || byText.some(({ columns }) => columns.includes(field)),
  );
  const made: Table[] = [];
  const keep = async (table: Promise<Table>) => {
    made.push(await table);
    return (await table).name;
  };
  try {
    const texts = await keep(copyTable(engine, local, distinctTexts(fields), { relations }));
    const encoded = `select rowid as id, content as text from ${texts}
      where regexp_matches(content, ${quoteLiteral(`(?i)${ENCODED.source}`)})`;
    const decoded = await keep(decodeTexts(local, encoded, 1, (text) => [decodeRequest(text)], signal));
    const both = `(select t.rowid as id, field, content, value_0 as decoded, concat_ws(chr(10), lower(content), value_0) as both_texts
      from ${texts} as t left join ${decoded} as d on d.id = t.rowid) as each_text`;
    const every = everyText.map(quoteLiteral).join(', ');
    // Without a text there is nothing to prepare the expressions of all rules for.
    const [some] = await local.query(`select 1 as found from ${texts} limit 1`);
    const tests = mayMatch(some ? byText : []);
    const likely = await keep(local.createTable(`select * from ${both} where ${tests}`));
    const rules = await rulesForTexts(local, likely, byText);
    // By itself: a filter on its result would compute it twice.
    const tested = await keep(
      local.createTable(
        `select id, field, content, decoded, ${possibleRules(rules)} as possible from ${likely}`,
      ),
    );
    const others = `select field, content, value_0 as decoded, cast(null as varchar) as possible
      from ${texts} as t join ${decoded} as d on d.id = t.rowid
      where field in (${every === '' ? "''" : every}) and t.rowid not in (select id from ${tested} where possible <> '')`;
    const chosen = await keep(
      local.createTable(
        `select field, content, decoded, possible from ${tested} where possible <> '' union all ${others}`,
      ),
    );
    const uris = `select rowid as id, content as text from ${chosen} where decoded is not null and field = 'uri' and ${parts}`;
    const apart = await keep(decodeTexts(local, uris, 2, decodeParts, signal));
    return await uploadTexts(
      engine,
      local,
      `select field, content, decoded, a.value_0 as path_decoded, a.value_1 as query_decoded, possible
       from ${chosen} as c left join ${apart} as a on a.id = c.rowid`,
    );
  } finally {
    for (const table of made) await table.drop();
  }
}

/** Texts in which literals are searched here: the engine takes a second to prepare the expressions of all rules. */
const FEW_TEXTS = 2_000;

/** The rules that some text may match, where texts are few; else all. */
async function rulesForTexts(
  local: DuckDBEngine,
  texts: string,
  rules: readonly NumberedRule[],
): Promise<readonly NumberedRule[]> {
  const rows = await local.query<{ both_texts: string }>(
    `select both_texts from ${texts} limit ${FEW_TEXTS + 1}`,
  );
  if (rows.length > FEW_TEXTS) return rules;
  const all = rows.map(({ both_texts }) => both_texts).join('\n');
  return rules.filter(
    ({ rule }) =>
      rows.length > 0 &&
      (rule.patterns.length > 0 ||
        rule.needs === null ||
        rule.needs.some((literal) => all.includes(literal))),
  );
}

/** Characters of patterns that are searched together: RE2 is slow on larger ones. */
const MAX_PATTERN = 5_000;

/** Joins patterns, as a text is read once for each. */
function joinPatterns(patterns: readonly string[]): readonly string[] {
  const joined: string[] = [];
  for (const pattern of patterns) {
    const last = joined.at(-1);
    if (last === undefined || last.length + pattern.length > MAX_PATTERN) joined.push(`(?:${pattern})`);
    else joined[joined.length - 1] = `${last}|(?:${pattern})`;
  }
  return joined;
}

/** A cheap test of a text: whether it has something that a rule over its column needs. */
function mayMatch(rules: readonly NumberedRule[]): string {
  const tests = TEXT_FIELDS.flatMap((field) => {
    const own = rules.filter(({ columns }) => columns.includes(field)).map(({ rule }) => rule);
    return own.length === 0 ? [] : [`field = '${field}' and (${hasAnyOf(own)})`];
  });
  return tests.length === 0 ? 'false' : tests.join(' or ');
}

/** Numbers of the rules over a text's column whose test the text passes, with commas between them. */
function possibleRules(rules: readonly NumberedRule[]): string {
  const tests = rules.map(({ number, rule, columns }) => {
    const fields = TEXT_FIELDS.filter((field) => columns.includes(field)).map(quoteLiteral);
    // A few literals rule out most texts before the rule's own expressions are tried.
    return `case when field in (${fields.join(', ')}) and (${hasAnyOf([rule])}) and (${rule.textTest ?? 'true'}) then '${number}' end`;
  });
  return tests.length === 0 ? "''" : `concat_ws(',', ${tests.join(', ')})`;
}

/** Whether a text has something that one of some rules needs. */
function hasAnyOf(rules: readonly RequestRule[]): string {
  const patterns = joinPatterns([...new Set(rules.flatMap((rule) => rule.patterns))]);
  return [
    hasAny(rules.flatMap(({ needs }) => needs ?? [])),
    ...patterns.map((pattern) => `regexp_matches(both_texts, ${quoteLiteral(pattern)})`),
  ].join(' or ');
}

/** SELECT of the different texts of some columns. */
const distinctTexts = (fields: readonly string[]): string =>
  fields.length === 0
    ? "select '' as field, '' as content where false"
    : fields
        .map(
          (field) =>
            `select distinct '${field}' as field, ${field} as content from sent_traffic where ${field} <> ''`,
        )
        .join(' union all ');

/** Literals that are searched together: RE2 is slow on more. */
const MAX_LITERALS = 500;

/** Whether a text has one of some literals. */
function hasAny(literals: readonly string[]): string {
  const kept = shortest(literals);
  const tests = Array.from({ length: Math.ceil(kept.length / MAX_LITERALS) }, (_, nth) => {
    const pattern = kept
      .slice(nth * MAX_LITERALS, (nth + 1) * MAX_LITERALS)
      .map(escapeRe2)
      .join('|');
    return `regexp_matches(both_texts, ${quoteLiteral(pattern)})`;
  });
  return tests.length === 0 ? 'false' : `(${tests.join(' or ')})`;
}

/** The decoded path and query of a URI, each by itself: `%3F` begins no query. */
function decodeParts(uri: string): readonly (string | null)[] {
  const at = uri.indexOf('?');
  if (at < 0) return [decodeRequest(uri), null];
  return [decodeRequest(uri.slice(0, at)), decodeQuery(uri.slice(at + 1))];
}

/**
 * Decodes texts in chunks into a table: `id`, and `value_0` and further columns, null where the value is the
 * lower case of the text. A text whose values are all null has no row.
 *
 * @param select gives `id` and `text`
 */
async function decodeTexts(
  local: DuckDBEngine,
  select: string,
  width: number,
  decode: (text: string) => readonly (string | null)[],
  signal: AbortSignal | undefined,
): Promise<Table> {
  const { connection } = local;
  const yieldToEventLoop = makeYieldToEventLoop();
  const names = Array.from({ length: width }, (_, i) => `value_${i}`);
  const table = await local.createTable(
    `select cast(null as bigint) as id, ${names.map((name) => `cast(null as varchar) as ${name}`).join(', ')} where false`,
  );
  const coded = await local.createTable(select);
  const appender = await connection.createAppender(table.name, 'main', 'temp');
  try {
    for (let from = 0; ; from += CHUNK_TEXTS) {
      const reader = await connection.runAndReadAll(
        `select id, text from ${coded.name} where rowid >= ${from} and rowid < ${from + CHUNK_TEXTS}`,
      );
      const [ids = [], texts = []] = reader.getColumnsJS() as [bigint[]?, string[]?];
      if (texts.length === 0) break;
      let rows: (readonly (bigint | string | null)[])[] = [];
      const flush = () => {
        const chunk = DuckDBDataChunk.create([BIGINT, ...names.map(() => VARCHAR)], rows.length);
        chunk.setRows(rows);
        appender.appendDataChunk(chunk);
        rows = [];
      };
      for (const [i, text] of texts.entries()) {
        const lower = text.toLowerCase();
        const values = decode(text);
        if (values.some((value) => value !== null && value !== lower)) rows.push([ids[i]!, ...values]);
        if (rows.length === VECTOR_ROWS) flush();
        await yieldToEventLoop();
        signal?.throwIfAborted();
      }
      if (rows.length > 0) flush();
    }
  } finally {
    appender.closeSync();
    await coded.drop();
  }
  return table;
}

/** Literals without those that contain another one. */
function shortest(literals: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const literal of [...new Set(literals)].sort((a, b) => a.length - b.length))
    if (!kept.some((part) => literal.includes(part))) kept.push(literal);
  return kept.sort();
}

const escapeRe2 = (text: string): string =>
  Array.from(text, (c) =>
    /[a-z0-9]|[^\0-\x7f]/.test(c) ? c : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  ).join('');
