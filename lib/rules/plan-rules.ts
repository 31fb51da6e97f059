import { sqlTokens } from '../engine/sql-tokens.js';
import type { RequestRule } from './rule.js';

/** Columns of requests with many different texts. */
export const TEXT_FIELDS = ['uri', 'user_agent', 'referer', 'host', 'method'] as const;

export type TextField = (typeof TEXT_FIELDS)[number];

/** Columns that few different values of many records fill. */
const FEW_VALUES = ['user_agent', 'host', 'method', 'response_code', 'dst_ip', 'dst_port'];
/** Columns of the relation `requests` that are made of the one named. */
const COLUMN =
  /^(uri|path|query|user_agent|referer|host|method|response_code|src_ip|dst_ip|dst_port|creation_time)(?:_lower|_decoded|_both)?$/;

/** A rule and its position, which is its number in `rule_matches`. */
export interface NumberedRule {
  readonly number: number;
  readonly rule: RequestRule;
  /** Columns of records that the rule tests. */
  readonly columns: readonly string[];
}

/** How rules are tested with few tests. */
export interface RulePlan {
  /** Rules that are tested on records with a text that has one of their literals. */
  readonly byText: readonly NumberedRule[];
  /** Rules over columns with few different values, by those columns: tested once per combination. */
  readonly byValues: readonly {
    readonly columns: readonly string[];
    readonly rules: readonly NumberedRule[];
  }[];
  /** Rules that are tested on every record. */
  readonly everyRecord: readonly NumberedRule[];
  /** Rules over the matches of other rules, which are tested on every record. */
  readonly correlations: readonly NumberedRule[];
  /** Columns of which some rules test every text. */
  readonly everyText: readonly TextField[];
  /** Whether the decoded path or query is tested by itself. */
  readonly parts: boolean;
}

/**
 * Divides rules by how they are tested.
 *
 * @param all the rules, in the order of their numbers
 */
export function planRules(all: readonly RequestRule[]): RulePlan {
  const numbered = all.map(
    (rule, number): NumberedRule => ({ number, rule, columns: columnsOf(sqlOf(rule)) }),
  );
  const correlations = numbered.filter(({ rule }) => rule.correlation !== null);
  const rules = numbered.filter(({ rule }) => rule.correlation === null);
  const isOfValues = ({ columns }: NumberedRule) =>
    columns.length > 0 && columns.every((column) => FEW_VALUES.includes(column));
  const others = rules.filter((rule) => !isOfValues(rule));
  const byText = others.filter(({ rule }) => rule.needs !== null);
  const everyRecord = others.filter(({ rule }) => rule.needs === null);
  const byColumns = new Map<string, NumberedRule[]>();
  for (const rule of rules.filter(isOfValues)) {
    const key = rule.columns.join(',');
    byColumns.set(key, [...(byColumns.get(key) ?? []), rule]);
  }
  return {
    byText,
    byValues: [...byColumns.values()].map((own) => ({ columns: own[0]!.columns, rules: own })),
    everyRecord,
    correlations,
    everyText: TEXT_FIELDS.filter((field) =>
      numbered.some((rule) => rule.columns.includes(field) && !byText.includes(rule)),
    ),
    parts: all.some((rule) => words(sqlOf(rule)).some((word) => /^(path|query)_(decoded|both)$/.test(word))),
  };
}

/** All SQL of a rule. */
const sqlOf = ({ sql, correlation }: RequestRule): string =>
  [sql, ...(correlation?.rules ?? []).flatMap((own) => [own.sql, ...own.groupBy, own.value ?? ''])].join(' ');

/** Columns of records that a predicate over `requests` tests, in order; path and query are parts of `uri`. */
function columnsOf(sql: string): readonly string[] {
  const columns = words(sql).flatMap((word) => COLUMN.exec(word)?.[1] ?? []);
  return [
    ...new Set(columns.map((column) => (column === 'path' || column === 'query' ? 'uri' : column))),
  ].sort();
}

const words = (sql: string): readonly string[] =>
  sqlTokens(sql).flatMap(({ kind, text }) => (kind === 'word' ? [text] : []));
