import { INTEGER, VARCHAR } from '@duckdb/node-api';
import { batchColumns } from '../engine/column-batch.js';
import type { Engine, Table } from '../engine/engine.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import { behindMasks } from '../load/redact/behind-masks.js';
import { maskedText } from '../load/redact/redact.js';
import type { Traffic } from '../load/traffic.js';
import { type LongOperation, pickOperation } from '../progress/long-operation.js';
import { checkOptions } from '../text/check-options.js';
import { correlationSql } from './correlation-sql.js';
import { loadRules } from './load-rules.js';
import { type NumberedRule, planRules } from './plan-rules.js';
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
  const result = { rules: behindMasks(engine) === undefined ? rules : rules.map(maskedRule) };
  matched.set(accounts, result);
  return result;
}

/** A rule whose words, which findings show, are masked as texts of records are. */
const maskedRule = (rule: RequestRule): RequestRule =>
  rule.own
    ? {
        ...rule,
        name: maskedText(rule.name),
        description: maskedText(rule.description),
        falsePositives: rule.falsePositives.map((one) => maskedText(one)),
        class: maskedText(rule.class),
        file: maskedText(rule.file),
      }
    : rule;

const sameRules = (a: readonly RequestRule[], b: readonly RequestRule[]): boolean =>
  a === b || (a.length === b.length && a.every((rule, i) => rule.id === b[i]!.id && rule.sql === b[i]!.sql));

async function createMatches(
  engine: Engine,
  rules: readonly RequestRule[],
  operation: LongOperation,
): Promise<void> {
  const plan = planRules(rules);
  const made: Table[] = [];
  const keep = async (table: Promise<Table>) => {
    made.push(await table);
    return (await table).name;
  };
  try {
    const sent = await sentTraffic(engine, made);
    const texts = await keep(
      engine.withLocal((local) => createRuleTexts(engine, local, sent, plan, operation)),
    );
    const relations = {
      ...sent,
      rule_texts: `select * from ${texts}`,
      requests: readSqlFile('rules/requests'),
    };
    const selects = [...matchSelects('requests', plan.everyRecord)];
    const possible = new Set(
      (
        await engine.query<{ rules: string }>(
          `select distinct possible as rules from ${texts} where possible is not null`,
        )
      ).flatMap(({ rules: numbers }) => numbers.split(',').map(Number)),
    );
    if (possible.size > 0) {
      const candidates = await keep(
        engine.createTable(
          "select *, ',' || possible_rules || ',' as possible from requests where possible_rules is not null",
          { relations },
        ),
      );
      const own = plan.byText.filter(({ number }) => possible.has(number));
      selects.push(...matchSelects(candidates, own, true));
    }
    for (const { columns, rules: own } of plan.byValues) {
      const values = await keep(engine.createTable(valuesSelect(columns), { relations: sent }));
      const tested = { ...relations, sent_traffic: withAllColumns(values, columns) };
      const matches = await keep(
        engine.createTable(matchSelects('requests', own).join(' union all '), { relations: tested }),
      );
      selects.push(
        `select t.row_id, m.rule from sent_traffic as t
         join (select v.*, m.rule from ${values} as v join ${matches} as m on m.row_id = v.row_id) as m
           on ${columns.map((column) => `t.${column} is not distinct from m.${column}`).join(' and ')}`,
      );
    }
    for (const { number, rule } of plan.correlations)
      selects.push(
        `select row_id, ${number} as rule from (${correlationSql(rule.correlation!)}) as completed`,
      );
    await keepMatches(engine, selects.join(' union all '), relations);
  } finally {
    for (const table of made.reverse()) await table.drop();
  }
}

/** SELECT of the different combinations of values of some columns, numbered. */
const valuesSelect = (columns: readonly string[]): string =>
  `select cast(row_number() over (order by ${columns.join(', ')}) as integer) as row_id, ${columns.join(', ')}
   from (select distinct ${columns.join(', ')} from sent_traffic) as different`;

/** Columns of `sent_traffic`, by type. */
const SENT_COLUMNS: Readonly<Record<string, string>> = {
  ...{ method: 'varchar', host: 'varchar', response_code: 'integer', src_ip: 'varchar', dst_ip: 'varchar' },
  ...{
    dst_port: 'integer',
    creation_time: 'timestamp',
    uri: 'varchar',
    user_agent: 'varchar',
    referer: 'varchar',
  },
};

/** SELECT of a table of some columns with the others as null. */
const withAllColumns = (table: string, columns: readonly string[]): string =>
  `select row_id, ${Object.entries(SENT_COLUMNS)
    .map(([name, type]) => (columns.includes(name) ? name : `cast(null as ${type}) as ${name}`))
    .join(', ')} from ${table}`;

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

/**
 * SELECTs of `row_id` and `rule` that together test some rules.
 *
 * @param onlyPossible whether the relation has `possible`, the numbers of the rules to test
 */
function matchSelects(
  relation: string,
  rules: readonly NumberedRule[],
  onlyPossible = false,
): readonly string[] {
  const chunks = Array.from({ length: Math.ceil(rules.length / RULES_PER_SELECT) }, (_, nth) =>
    rules.slice(nth * RULES_PER_SELECT, (nth + 1) * RULES_PER_SELECT),
  );
  return chunks.map((chunk) => {
    // In a CASE, DuckDB stops at the first part of an AND that fails.
    const cases = chunk.map(
      ({ number, rule }) =>
        `case when ${onlyPossible ? `has_text(possible, ',${number},') and ` : ''}(${rule.sql}) then '${number}' end`,
    );
    return `select row_id, cast(nullif(hit, '') as integer) as rule
      from (select row_id, concat_ws(',', ${cases.join(', ')}) as hits from ${relation}) as tested
      cross join unnest(split(hits, ',')) as each_hit(hit)
      where hit <> ''`;
  });
}

/** Keeps the matches as `rule_matches`: hits are few, and a view in a remote engine would match again for each query. */
async function keepMatches(
  engine: Engine,
  select: string,
  relations: Readonly<Record<string, string>>,
): Promise<void> {
  const sql = select === '' ? 'select row_id, row_id as rule from traffic where false' : select;
  const { row_id = [], rule = [] } = await batchColumns(engine.stream(sql, {}, { relations }));
  const columns = {
    row_id: { type: INTEGER, values: row_id as readonly number[] },
    rule: { type: INTEGER, values: rule as readonly number[] },
  };
  await engine.uploadTable(columns, { name: 'rule_matches' });
}
