import type { Engine } from '../../lib/engine/engine.js';
import { quoteLiteral } from '../../lib/engine/sql-text.js';
import { correlationSql } from '../../lib/rules/correlation-sql.js';
import type { RequestRule } from '../../lib/rules/rule.js';
import { decodeQuery, decodeRequest } from '../../lib/text/decode-request.js';

/** A hand-made record of a request; what is left out is null, except the URI and the method. */
export interface RequestRow {
  readonly uri?: string | null;
  readonly method?: string | null;
  readonly user_agent?: string | null;
  readonly referer?: string | null;
  readonly host?: string | null;
  readonly response_code?: number | null;
  readonly src_ip?: string | null;
  readonly dst_ip?: string | null;
  readonly dst_port?: number | null;
  /** Seconds after the first record. */
  readonly second?: number | null;
}

const text = (value: string | null | undefined) =>
  value === null || value === undefined ? 'cast(null as varchar)' : `cast(${literal(value)} as varchar)`;
/** Trino takes no NUL within a string. */
const literal = (value: string) =>
  value.includes('\0')
    ? `(${value.split('\0').map(quoteLiteral).join(' || chr(0) || ')})`
    : quoteLiteral(value);
const number = (value: number | null | undefined) => `cast(${value ?? 'null'} as integer)`;

/** The columns that one text of a request has in the relation `requests`. */
function forms(name: string, value: string | null | undefined, decode = decodeRequest): readonly string[] {
  const sent = value ?? null;
  const lower = sent?.toLowerCase();
  const decoded = sent === null ? null : decode(sent);
  const both = decoded === lower ? decoded : `${lower}\n${decoded}`;
  return [
    `${text(sent)} as ${name}`,
    `${text(lower)} as ${name}_lower`,
    `${text(decoded)} as ${name}_decoded`,
    `${text(both)} as ${name}_both`,
  ];
}

/** The relations `requests` and `traffic` of some records, whose `row_id` counts from 1. */
export function requestRelations(rows: readonly RequestRow[]): Readonly<Record<string, string>> {
  const selects = rows.map((row, i) => {
    const { uri = '/', method = 'GET' } = row;
    const at = uri?.indexOf('?') ?? -1;
    const columns = [
      `${i + 1} as row_id`,
      `${text(method)} as method`,
      `${text(row.host)} as host`,
      `${text(row.src_ip)} as src_ip`,
      `${text(row.dst_ip)} as dst_ip`,
      `${number(row.response_code)} as response_code`,
      `${number(row.dst_port)} as dst_port`,
      row.second === undefined || row.second === null
        ? 'cast(null as timestamp) as creation_time'
        : `timestamp '2024-04-01 00:00:00' + interval '${row.second}' second as creation_time`,
      ...forms('uri', uri),
      ...forms('path', at < 0 ? uri : uri?.slice(0, at)),
      ...forms('query', at < 0 ? null : uri?.slice(at + 1), decodeQuery),
      ...forms('user_agent', row.user_agent),
      ...forms('referer', row.referer),
    ];
    return `select ${columns.join(', ')}`;
  });
  return {
    texts_of_requests: selects.join(' union all '),
    traffic: 'select row_id, method, host, uri, user_agent, referer from texts_of_requests',
    requests: `select *, concat_ws(chr(10), uri_both, user_agent_both, referer_both, lower(host), lower(method)) as texts_both
      from texts_of_requests`,
  };
}

/** The `row_id` of the records that a rule matches, in order. */
export async function hitsOf(
  engine: Pick<Engine, 'query'>,
  { sql, correlation }: Pick<RequestRule, 'sql' | 'correlation'>,
  relations: Readonly<Record<string, string>>,
): Promise<readonly number[]> {
  const select =
    correlation === null ? `select row_id from requests where ${sql}` : correlationSql(correlation);
  const rows = await engine.query<{ row_id: number }>(
    `select cast(row_id as integer) as row_id from (${select}) as hits order by row_id`,
    {},
    { relations },
  );
  return rows.map(({ row_id }) => row_id);
}

/** Rules that one query tests. */
const RULES_PER_QUERY = 15;

/** The `row_id` of the records that each rule matches, in few queries. */
export async function hitsOfEach(
  engine: Pick<Engine, 'query'>,
  rules: readonly Pick<RequestRule, 'sql' | 'correlation'>[],
  relations: Readonly<Record<string, string>>,
): Promise<readonly (readonly number[])[]> {
  const hits: (readonly number[])[] = [];
  for (let from = 0; from < rules.length; from += RULES_PER_QUERY) {
    const some = rules.slice(from, from + RULES_PER_QUERY);
    const columns = some.map(
      ({ sql, correlation }, i) =>
        `case when ${correlation === null ? sql : 'false'} then 1 end as rule_${i}`,
    );
    const rows = await engine.query<Record<string, number>>(
      `select cast(row_id as integer) as row_id, ${columns.join(', ')} from requests order by row_id`,
      {},
      { relations },
    );
    for (const [i, rule] of some.entries())
      hits.push(
        rule.correlation === null
          ? rows.flatMap((row) => (row[`rule_${i}`] === 1 ? [row.row_id!] : []))
          : await hitsOf(engine, rule, relations),
      );
  }
  return hits;
}
