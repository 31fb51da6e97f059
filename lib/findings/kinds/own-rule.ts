import { readSqlFile } from '../../engine/read-sql-file.js';
import { matchRules } from '../../rules/match-rules.js';
import type { RequestRule } from '../../rules/rule.js';
import { formatCount } from '../../text/format-count.js';
import { visible } from '../../text/visible.js';
import { groupBy } from '../group-by.js';
import {
  type Evidence,
  type FindingKind,
  type FindingQuery,
  type Severity,
  signal,
  spanOf,
} from './finding-kind.js';

/** What one client sent that matches one rule. */
type Row = {
  readonly rule: number;
  readonly src_ip: string;
  readonly records: number;
  /** Those that have a request. */
  readonly requests: number;
  /** Those that have the status of a response, and those answered 200 to 299. */
  readonly answered: number;
  readonly succeeded: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly example: string | null;
};

/** A rule of the analyst and the clients whose records match it, the most records first. */
interface OwnMatches {
  readonly rule: RequestRule;
  readonly number: number;
  readonly clients: readonly Row[];
}

/** Matches of the rules in the analyst's folder; rules of level informational accuse nobody. */
const ownMatches: FindingQuery<OwnMatches> = {
  sql: ['investigate/own-rules'],
  run: async ({ traffic }) => {
    const { rules } = await matchRules(traffic);
    const numbers = rules.flatMap(({ own, kind }, number) => (own && kind !== 'context' ? [number] : []));
    if (numbers.length === 0) return [];
    const rows = await traffic.engine.query<Row>(readSqlFile('investigate/own-rules'), {
      rules: `,${numbers.join(',')},`,
    });
    return groupBy(rows, ({ rule }) => String(rule)).map((clients) => ({
      rule: rules[clients[0]!.rule]!,
      number: clients[0]!.rule,
      clients,
    }));
  },
};

const SEVERITIES: Readonly<Record<RequestRule['level'], Severity>> = {
  informational: 'info',
  low: 'low',
  medium: 'medium',
  high: 'high',
  critical: 'high',
};

interface OwnEvidence extends Evidence {
  readonly rule: RequestRule;
  readonly example: string | null;
  readonly numbers: {
    readonly rule: string;
    readonly records: number;
    readonly requests: number;
    /** Left out where no record has the status of a response. */
    readonly succeeded?: number;
  };
}

function evidenceOf({ rule, number, clients }: OwnMatches): OwnEvidence {
  const sum = (name: 'records' | 'requests' | 'answered' | 'succeeded') =>
    clients.reduce((total, row) => total + row[name], 0);
  const [technique] = rule.techniques;
  return {
    clients: clients.map(({ src_ip }) => src_ip),
    ...spanOf(clients),
    numbers: {
      rule: rule.name,
      records: sum('records'),
      requests: sum('requests'),
      ...(sum('answered') > 0 && { succeeded: sum('succeeded') }),
    },
    surprise: null,
    target: rule.id,
    ...(technique !== undefined && { technique, ruleTechniques: rule.techniques }),
    requests: { part: 'rule', rule: number },
    where: `row_id in (select row_id from rule_matches where rule = ${number})`,
    ofRule: {
      id: rule.id,
      severity: SEVERITIES[rule.level],
      severityReason: `the level of the rule is ${rule.level}`,
      falsePositives:
        rule.falsePositives.length === 0
          ? ['the rule names none']
          : rule.falsePositives.map((text) => visible(text, 200)),
    },
    rule,
    example: clients[0]?.example ?? null,
  };
}

/** Says who sent how much that matches; how requests were answered is the outcome of the finding. */
function ownSentence({ rule, clients, example, numbers }: OwnEvidence): string {
  const { records, requests, succeeded } = numbers;
  const who = clients.length === 1 ? clients[0] : formatCount(clients.length, 'client');
  const what = formatCount(records, requests === records ? 'matching request' : 'matching record');
  const such = example === null ? '' : `, such as ${visible(example, 120)}`;
  const answers =
    requests > 0 || succeeded === undefined ? '' : `; ${succeeded.toLocaleString('en-US')} answered 2xx`;
  const description = rule.description === '' ? '' : ` ${visible(rule.description, 300)}`;
  return `${visible(rule.name, 100)}: ${who} sent ${what}${such}${answers}.${description}`;
}

/** Records that match a rule of the analyst's folder: one finding a rule. */
export const ownRule = {
  name: 'own rule',
  title: 'Records that match a rule of yours',
  severity: 'medium',
  severityReason: 'the level of the rule',
  technique: null,
  claim: 'evidence',
  needs: [],
  thresholds: {},
  falsePositives: ['those that the rule names'],
  nextStep: 'Follow the references of the rule; check the clients against your lists.',
  independent: true,
  signals: [
    signal(
      {},
      {
        query: ownMatches,
        find: evidenceOf,
        sentence: ownSentence,
      },
    ),
  ],
} as const satisfies FindingKind;
