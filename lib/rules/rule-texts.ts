import { BIGINT, DuckDBDataChunk, INTEGER, VARCHAR } from '@duckdb/node-api';
import { VECTOR_ROWS } from '../engine/append-batch.js';
import { copyTable } from '../engine/copy-table.js';
import type { DuckDBEngine } from '../engine/duckdb-engine.js';
import type { Engine, Table } from '../engine/engine.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import { quoteLiteral } from '../engine/sql-text.js';
import type { LongOperation } from '../progress/long-operation.js';
import { makeYieldToEventLoop } from '../progress/yield-to-event-loop.js';
import { decodeRequest } from '../text/decode-request.js';

/** Texts in memory at a time. */
const CHUNK_TEXTS = 16 * VECTOR_ROWS;

/** RE2 pattern of texts that decoding may change; the decoded text of all others is their lower case. */
export const CODED = '[^!-~]|[%+&\\\\]|/\\*|\\*/|--';

/** What the rules need of the texts. */
export interface TextNeeds {
  /** Literals in lower case; a text with one of them is needed. */
  readonly literals: readonly string[];
  /** Whether some rules are tested on every record, so that every decoded text is kept. */
  readonly everyText: boolean;
  /** Whether path and query are tested by themselves. */
  readonly parts: boolean;
}

/**
 * Creates the table `rule_texts` of the different texts of requests that rules may match: `content`,
 * `decoded`, `path_decoded`, `query_decoded` (each null where it is the lower case of the content) and
 * `is_needed`. Texts are decoded and searched in a DuckDB of this process, in bounded memory.
 *
 * @param relations `sent_traffic` of the traffic
 * @returns the table, and the number of different texts of all requests
 */
export async function createRuleTexts(
  engine: Engine,
  local: DuckDBEngine,
  relations: Readonly<Record<string, string>>,
  needs: TextNeeds,
  { signal }: LongOperation,
): Promise<{ readonly table: Table; readonly texts: number }> {
  const made: Table[] = [];
  try {
    const texts = await copyTable(engine, local, readSqlFile('rules/texts'), { relations });
    made.push(texts);
    const whole = `select rowid as id, content as text from ${texts.name} where regexp_matches(content, ${quoteLiteral(CODED)})`;
    const decoded = await decodeTexts(local, whole, 1, (text) => [decodeRequest(text)], signal);
    made.push(decoded);
    const found =
      needs.literals.length === 0
        ? 'false'
        : `regexp_matches(both_texts, ${quoteLiteral(anyOf(needs.literals))})`;
    const chosen = await local.createTable(
      `select content, decoded, case when ${found} then 1 end as is_needed
       from (
         select content, value_0 as decoded, concat_ws(chr(10), lower(content), value_0) as both_texts
         from ${texts.name} as t left join ${decoded.name} as d on d.id = t.rowid
       )
       where ${found}${needs.everyText ? ' or decoded is not null' : ''}`,
    );
    made.push(chosen);
    const parts = needs.parts
      ? `select rowid as id, content as text from ${chosen.name} where decoded is not null`
      : 'select null as id, null as text where false';
    const apart = await decodeTexts(local, parts, 2, decodeParts, signal);
    made.push(apart);
    const select = `select content, decoded, a.value_0 as path_decoded, a.value_1 as query_decoded, is_needed
      from ${chosen.name} as c left join ${apart.name} as a on a.id = c.rowid`;
    const [{ texts: count } = { texts: 0 }] = await local.query<{ texts: number }>(
      `select cast(count(*) as integer) as texts from ${texts.name}`,
    );
    return { table: await giveTable(engine, local, select), texts: count };
  } finally {
    for (const table of made) await table.drop();
  }
}

/** The decoded path and query of a URI, each by itself: `%3F` begins no query. */
function decodeParts(uri: string): readonly (string | null)[] {
  const at = uri.indexOf('?');
  if (at < 0) return [decodeRequest(uri), null];
  return [decodeRequest(uri.slice(0, at)), decodeRequest(uri.slice(at)).replace(/^\?/, '')];
}

/** Names the result of a local SELECT `rule_texts` in the engine. */
async function giveTable(engine: Engine, local: DuckDBEngine, select: string): Promise<Table> {
  if (engine === local) return local.createTable(select);
  const { connection } = local;
  const columns = (await connection.runAndReadAll(select)).getColumns() as readonly (readonly (
    | string
    | number
    | null
  )[])[];
  const names = ['content', 'decoded', 'path_decoded', 'query_decoded', 'is_needed'];
  return engine.uploadTable(
    Object.fromEntries(
      names.map((name, i) => [
        name,
        { type: name === 'is_needed' ? INTEGER : VARCHAR, values: columns[i] ?? [] },
      ]),
    ),
  );
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

/** A pattern of RE2 for any of some literals: one automaton, however many they are. */
function anyOf(literals: readonly string[]): string {
  const shortest = [...new Set(literals)].sort((a, b) => a.length - b.length);
  const kept: string[] = [];
  for (const literal of shortest) if (!kept.some((part) => literal.includes(part))) kept.push(literal);
  return kept.map(escapeRe2).join('|');
}

const escapeRe2 = (text: string): string =>
  Array.from(text, (c) =>
    /[a-z0-9]|[^\0-\x7f]/.test(c) ? c : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`,
  ).join('');
