import { INTEGER, VARCHAR } from '@duckdb/node-api';
import { batchColumns } from '../engine/column-batch.js';
import { localEngine } from '../engine/duckdb-engine.js';
import type { Engine, Table } from '../engine/engine.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import { behindMasks } from '../load/redact/behind-masks.js';
import type { Traffic } from '../load/traffic.js';
import { type LongOperation, pickOperation } from '../progress/long-operation.js';
import { checkOptions } from '../text/check-options.js';
import { loadRules } from './load-rules.js';
import type { CompiledRules, RequestRule } from './rule.js';
import { createRuleTexts } from './rule-texts.js';

/** Rules of one SELECT: Trino compiles each by itself, and refuses expressions that are too large. */
const RULES_PER_SELECT = 25;

/** Rules that traffic was matched with. Their matches are in the table `rule_matches`. */
export interface RuleMatches {
  /** `rule` in `rule_matches` is a position in this list, counted from 0. */
  readonly rules: readonly RequestRule[];
}

/** Options of {@link matchRules}. */
export interface MatchRulesOptions extends LongOperation {
  /** Result of `loadRules`. Default: the rules that the traffic was last matched with, else the shipped ones. */
  readonly rules?: CompiledRules;
}

/** The rules that the table `rule_matches` of some traffic is of. */
const matched = new WeakMap<object, RuleMatches>();

/**
 * Creates the table `rule_matches` with one row per record and matching rule: `row_id` and `rule`. The table
 * is kept: matching the same rules again costs nothing, other rules replace it.
 *
 * Rules match the text as it was sent or its decoded form (`decodeRequest`). In redacted traffic they match
 * the original texts; the table has row ids only.
 *
 * @param traffic traffic from `openTraffic`
 * @param options `rules`, `signal` and `onProgress`
 * @returns the rules by their number in the table
 * @throws the reason of `signal` when it is aborted; an earlier table stays
 *
 * @example
 * const { rules } = await matchRules(traffic);
 * await traffic.engine.query('select t.*, m.rule from traffic t join rule_matches m using (row_id)');
 */
export async function matchRules(traffic: Traffic, options: MatchRulesOptions = {}): Promise<RuleMatches> {
  checkOptions('matchRules', options, ['rules', 'signal', 'onProgress']);
  const { accounts, engine, records } = traffic;
  const before = matched.get(accounts);
  const { rules } = options.rules ?? before ?? (await loadRules());
  if (before && sameRules(before.rules, rules)) return before;
  const work = { note: 'matching request rules', records, ...pickOperation(options) };
  await engine.during(work, (within) => createMatches(within, rules, options));
  const result = { rules };
  matched.set(accounts, result);
  return result;
}

const sameRules = (a: readonly RequestRule[], b: readonly RequestRule[]): boolean =>
  a === b || (a.length === b.length && a.every((rule, i) => rule.id === b[i]!.id && rule.sql === b[i]!.sql));

/** Rules over requests with their number, apart by whether a text is needed for a match. */
interface NumberedRule {
  readonly number: number;
  readonly rule: RequestRule;
}

async function createMatches(
  engine: Engine,
  rules: readonly RequestRule[],
  operation: LongOperation,
): Promise<void> {
  const simple = rules
    .map((rule, number): NumberedRule => ({ number, rule }))
    .filter(({ rule }) => rule.correlation === null);
  const needing = simple.filter(({ rule }) => rule.needs !== null);
  const others = simple.filter(({ rule }) => rule.needs === null);
  const needs = {
    literals: needing.flatMap(({ rule }) => rule.needs ?? []),
    everyText: others.length > 0,
    parts: simple.some(({ rule }) => /\b(path|query)_(decoded|both)\b|\bextension\b/.test(rule.sql)),
  };
  const made: Table[] = [];
  try {
    const relations = await sentTraffic(engine, made);
    const { table } = await engine.withLocal((local) =>
      createRuleTexts(engine, local, relations, needs, operation),
    );
    made.push(table);
    const requests = {
      ...relations,
      rule_texts: `select * from ${table.name}`,
      requests: readSqlFile('rules/requests'),
    };
    const selects: string[] = [];
    if (needing.length > 0) {
      const candidates = await engine.createTable('select * from requests where is_candidate = 1', {
        relations: requests,
      });
      made.push(candidates);
      selects.push(...matchSelects(candidates.name, needing));
    }
    selects.push(...matchSelects('requests', others));
    await keepMatches(engine, selects.join(' union all '), requests);
  } finally {
    for (const table of made.reverse()) await table.drop();
  }
}

/** The relation `sent_traffic`: the records, and in redacted traffic the original texts. */
async function sentTraffic(engine: Engine, made: Table[]): Promise<Readonly<Record<string, string>>> {
  const masks = behindMasks(engine);
  if (masks === undefined) return { sent_traffic: 'select * from traffic' };
  const pairs = new Map([...masks.texts, ...masks.addresses]);
  const columns = {
    content: { type: VARCHAR, values: [...pairs.keys()] },
    sent: { type: VARCHAR, values: [...pairs.values()] },
  };
  const table = await engine.uploadTable(columns);
  made.push(table);
  return { sent_texts: `select * from ${table.name}`, sent_traffic: readSqlFile('rules/sent-traffic') };
}

/** SELECTs of `row_id` and `rule` that together test some rules. */
function matchSelects(relation: string, rules: readonly NumberedRule[]): readonly string[] {
  const chunks = Array.from({ length: Math.ceil(rules.length / RULES_PER_SELECT) }, (_, nth) =>
    rules.slice(nth * RULES_PER_SELECT, (nth + 1) * RULES_PER_SELECT),
  );
  return chunks.map((chunk) => {
    // In a CASE, DuckDB stops at the first part of an AND that fails.
    const cases = chunk.map(({ number, rule }) => `case when ${rule.sql} then '${number}' end`);
    return `select row_id, cast(nullif(hit, '') as integer) as rule
      from (select row_id, concat_ws(',', ${cases.join(', ')}) as hits from ${relation}) as tested
      cross join unnest(split(hits, ',')) as each_hit(hit)
      where hit <> ''`;
  });
}

/**
 * Keeps the matches as `rule_matches`. Of a remote engine they are downloaded and uploaded, since a view would
 * match again for each query.
 */
async function keepMatches(
  engine: Engine,
  select: string,
  relations: Readonly<Record<string, string>>,
): Promise<void> {
  const sql = select === '' ? 'select row_id, row_id as rule from traffic where false' : select;
  if (localEngine(engine)) {
    await engine.createTable(sql, { name: 'rule_matches', relations });
    return;
  }
  const { row_id = [], rule = [] } = await batchColumns(engine.stream(sql, {}, { relations }));
  const columns = {
    row_id: { type: INTEGER, values: row_id as readonly number[] },
    rule: { type: INTEGER, values: rule as readonly number[] },
  };
  await engine.uploadTable(columns, { name: 'rule_matches' });
}
