import { composeSql } from '../engine/compose-sql.js';
import { readSqlFile } from '../engine/read-sql-file.js';
import { quoteLiteral } from '../engine/sql-text.js';
import { replaceParameters } from '../engine/sql-tokens.js';
import type { CorrelatedRule, Correlation } from './rule.js';

/**
 * Returns the SELECT that gives the hits of a correlation: `row_id` of each record that completes it.
 *
 * Records count together when they share the values of `groupBy` and lie within the time span, both ends included; a record without
 * a time or without one of these values counts nowhere. What is counted up to a record, of the record and those before it, is:
 * `event_count`: records that any of the rules matches, each once; `value_count`: different values of a field; `temporal`: different
 * rules. `temporal_ordered` needs a hit of each rule, none of them earlier than the hit of the rule before.
 *
 * @returns SQL that DuckDB and Trino share, over the relation `requests`; it has no parameters
 *
 * @example
 * const [rule] = rules.filter(({ correlation }) => correlation !== null);
 * await traffic.engine.query(correlationSql(rule.correlation), {}, { relations: { requests } });
 */
export function correlationSql(correlation: Correlation): string {
  const { type, rules, seconds, operator, count } = correlation;
  if (type === 'temporal_ordered') return orderedSql(rules, seconds);
  const hits = rules.map((rule, i) =>
    hitsOf(
      rule,
      { event_count: 'cast(row_id as varchar)', value_count: rule.value, temporal: `'${i}'` }[type],
    ),
  );
  const literals: Readonly<Record<string, string>> = {
    correlation_span: span(seconds),
    correlation_operator: quoteLiteral(operator),
    correlation_count: integer(count),
  };
  const sql = replaceParameters(readSqlFile('rules/correlation'), (name) => literals[name]!);
  return composeSql(sql, { hits: hits.join(' union all ') });
}

/** The hits of the last rule whose series of all rules took no longer than the span. */
function orderedSql([first, ...others]: readonly CorrelatedRule[], seconds: number): string {
  const step = readSqlFile('rules/correlation-step');
  const series = others.reduce(
    (before, rule) => composeSql(step, { step_before: before, step_hits: hitsOf(rule, null) }),
    `select row_id, creation_time, grouped, creation_time as started from (${hitsOf(first!, null)}) first_hits`,
  );
  return `select distinct row_id from (${series}) series where creation_time <= started + ${span(seconds)}`;
}

/** The records that a rule matches, with what they share and, unless it is null, what is counted of them. */
function hitsOf({ sql, groupBy }: CorrelatedRule, value: string | null): string {
  const shared = groupBy.map((column) => `cast(${column} as varchar)`);
  // Parts of a group are told apart by a character that no record has in these columns.
  const grouped = shared.length === 0 ? `''` : shared.join(' || chr(31) || ');
  const known = [...groupBy, ...(value === null ? [] : [value])].map((column) => `${column} is not null`);
  const counted = value === null ? '' : `, cast(${value} as varchar) as value`;
  return `select row_id, creation_time, ${grouped} as grouped${counted} from requests where ${[
    'creation_time is not null',
    ...known,
    `(${sql})`,
  ].join(' and ')}`;
}

const integer = (value: number): string => String(Math.trunc(Number(value)));
const span = (seconds: number): string => `interval '${integer(seconds)}' second`;
