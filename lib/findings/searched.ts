import type { Traffic } from '../load/traffic.js';
import type { RequestRule } from '../rules/rule.js';
import type { NeededColumn } from './kinds/finding-kind.js';
import { type FindingKindName, findingKinds } from './kinds/index.js';

/** Words for columns that records may lack. */
export const COLUMN_WORDS: Readonly<Record<NeededColumn, string>> = {
  uri: 'requests',
  user_agent: 'user agents',
  response_code: 'response codes',
  bytes_in: 'bytes from clients',
  bytes_out: 'bytes to clients',
  dst_ip: 'addresses of servers',
  dst_port: 'ports of servers',
};
const COLUMNS = Object.keys(COLUMN_WORDS) as readonly NeededColumn[];

/** An ATT&CK technique that a kind of finding, or the rules on requests, look for. */
export interface Search {
  /** Id of the technique, such as `T1110.001`. */
  readonly technique: string;
  /** The kind of finding; null for the rules that name the technique. */
  readonly kind: FindingKindName | null;
  /** Number of these rules; 0 for a kind of finding. */
  readonly rules: number;
  /** Columns without any value that it needs: where there are some, it cannot find anything. */
  readonly missing: readonly NeededColumn[];
}

/** What an investigation looked for, and what its records cannot show. */
export interface Searched {
  /** Columns that have no value in any record. */
  readonly missing: readonly NeededColumn[];
  /** In the order of the kinds; those of rules follow, by technique. */
  readonly techniques: readonly Search[];
}

const TECHNIQUE = /^T\d{4}(\.\d{3})?$/;

/**
 * Lists the techniques that kinds of finding and rules look for, with the columns that they lack. Rules of
 * kind `context` accuse nobody and are left out.
 */
export async function searchedFor(
  { engine }: Pick<Traffic, 'engine'>,
  rules: readonly RequestRule[],
): Promise<Searched> {
  const [present] = await engine.query<Readonly<Record<NeededColumn, boolean>>>(
    `select ${COLUMNS.map((name) => `coalesce(bool_or(${name} is not null), false) as ${name}`).join(', ')} from traffic`,
  );
  const missing = COLUMNS.filter((name) => !present?.[name]);
  const lacking = (needs: readonly NeededColumn[]) => needs.filter((name) => missing.includes(name));
  const ofRules = new Map<string, number>();
  for (const rule of rules.filter(({ kind }) => kind !== 'context'))
    for (const technique of rule.techniques.filter((id) => TECHNIQUE.test(id)))
      ofRules.set(technique, (ofRules.get(technique) ?? 0) + 1);
  return {
    missing,
    techniques: [
      ...findingKinds.flatMap(({ name, technique, needs }) =>
        technique === null ? [] : [{ technique, kind: name, rules: 0, missing: lacking(needs) }],
      ),
      ...[...ofRules]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([technique, count]) => ({ technique, kind: null, rules: count, missing: lacking(['uri']) })),
    ],
  };
}
