import { DOUBLE, INTEGER, VARCHAR } from '@duckdb/node-api';
import { readSqlFile } from '../engine/read-sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { formatBytes } from '../text/format-bytes.js';
import { formatCount } from '../text/format-count.js';
import { utc } from '../text/utc.js';
import { visible } from '../text/visible.js';
import type { FindingDraft, FindingOutcome } from './finding.js';
import type { FindingTable } from './finding-table.js';
import { groupBy } from './group-by.js';

/** Paths and clients that a finding lists. */
const MAX_PATHS = 5;
const MAX_CLIENTS = 10;
/** Rows that are uploaded for all findings, besides those for the analyst's rules. */
const MAX_UPLOADED = 100_000;
/** Seconds after the last guess that was refused: a later one may have hit. */
const AFTER_GUESSES = 600;
/** Share of answers that is unlike the others, and of those others, for posted forms. */
const MAX_RARE_SHARE = 0.2;
const MIN_COMMON_SHARE = 0.7;

/** Paths and clients of a finding on requests, and whether an attempt succeeded: null where its records have no requests. */
export interface RequestDetails {
  readonly outcome: FindingOutcome | null;
  readonly tables: readonly FindingTable[];
}

type PathRow = {
  readonly finding: number;
  readonly path: string;
  readonly requests: number;
  readonly paths: number;
  readonly response_code: number | null;
  readonly answers: number;
};
type AgentRow = {
  readonly finding: number;
  readonly src_ip: string;
  readonly requests: number;
  readonly agents: number;
  readonly user_agent: string | null;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly clients: number;
  readonly without_path: number;
};
type OutcomeRow = Readonly<
  Record<
    'finding' | 'attempts' | 'answered' | 'redirected' | 'refused' | 'failed' | 'unusual' | 'compared',
    number
  >
> & {
  readonly example_path: string | null;
  readonly example_bytes: number | null;
  readonly usual_smallest: number | null;
  readonly usual_largest: number | null;
};
type ConsequenceRow = {
  readonly finding: number;
  readonly path: string;
  readonly requests: number;
  readonly was_refused: number;
  readonly paths: number;
};

/**
 * Reads the paths, clients and outcome of findings on requests.
 *
 * @returns details by draft; drafts that count no requests, and those of logs without requests, have none. A draft
 *   of a rule of the analyst counts records: where none of them is a request, it has clients only
 */
export async function requestDetails(
  traffic: Traffic,
  drafts: readonly FindingDraft[],
): Promise<ReadonlyMap<FindingDraft, RequestDetails>> {
  const rows = drafts.flatMap(({ clients, requests, from, to, allowed = 0 }, finding) => {
    if (requests === undefined) return [];
    const { part, rule = null } = requests;
    const last = Math.ceil(+to / 1000) + (part === 'unlinked' ? AFTER_GUESSES : 0);
    const span = { finding, part, rule, first: Math.floor(+from / 1000), last };
    // All clients of a rule need no list: it may be longer than a remote engine takes.
    const listed = rule !== null && allowed === 0 ? [null] : clients;
    return listed.flatMap((client) => (requests.paths ?? [null]).map((path) => ({ ...span, client, path })));
  });
  if (rows.length === 0) return new Map();
  const { engine } = traffic;
  const listed = [
    ...rows.filter(({ rule }) => rule !== null),
    ...rows.filter(({ rule }) => rule === null).slice(0, MAX_UPLOADED),
  ];
  const clients = await engine.uploadTable(
    {
      finding: { type: INTEGER, values: listed.map(({ finding }) => finding) },
      src_ip: { type: VARCHAR, values: listed.map(({ client }) => client) },
      path: { type: VARCHAR, values: listed.map(({ path }) => path) },
      part: { type: VARCHAR, values: listed.map(({ part }) => part) },
      rule: { type: INTEGER, values: listed.map(({ rule }) => rule) },
      first_second: { type: DOUBLE, values: listed.map(({ first }) => first) },
      last_second: { type: DOUBLE, values: listed.map(({ last }) => last) },
    },
    { name: 'finding_clients' },
  );
  try {
    const requests = await engine.createTable(readSqlFile('investigate/finding-requests'), {
      name: 'finding_requests',
    });
    try {
      const paths = byFinding(
        await engine.query<PathRow>(readSqlFile('investigate/finding-paths'), { row_limit: MAX_PATHS }),
      );
      const agents = byFinding(
        await engine.query<AgentRow>(readSqlFile('investigate/finding-agents'), { row_limit: MAX_CLIENTS }),
      );
      const outcomes = byFinding(await engine.query<OutcomeRow>(readSqlFile('investigate/finding-outcomes')));
      const consequences = byFinding(
        await engine.query<ConsequenceRow>(readSqlFile('investigate/finding-consequences')),
      );
      return new Map(
        [...agents].map(([finding, ownAgents]) => {
          const draft = drafts[finding]!;
          const [outcome] = outcomes.get(finding) ?? [];
          return [
            draft,
            {
              outcome: outcome ? outcomeOf(draft, outcome, consequences.get(finding)?.[0]) : null,
              tables: [...(outcome ? [pathTable(paths.get(finding) ?? [])] : []), clientTable(ownAgents)],
            },
          ];
        }),
      );
    } finally {
      await requests.drop();
    }
  } finally {
    await clients.drop();
  }
}

const byFinding = <Row extends { readonly finding: number }>(
  rows: readonly Row[],
): ReadonlyMap<number, readonly Row[]> =>
  new Map(groupBy(rows, ({ finding }) => String(finding)).map((own) => [own[0]!.finding, own]));

function pathTable(rows: readonly PathRow[]): FindingTable {
  const paths = groupBy(rows, ({ path }) => path);
  return {
    title: 'Paths',
    columns: ['path', 'requests', 'answers'],
    rows: paths.map((own) => [
      visible(own[0]!.path, 300),
      own[0]!.requests,
      own
        .map(
          ({ response_code, answers }) => `${response_code ?? 'none'} × ${answers.toLocaleString('en-US')}`,
        )
        .join(', '),
    ]),
    omitted: rows.length === 0 ? 0 : rows[0]!.paths - paths.length,
  };
}

function clientTable(rows: readonly AgentRow[]): FindingTable {
  const { clients, without_path } = rows[0]!;
  const hasAgents = without_path === 0 || rows.some(({ user_agent }) => user_agent !== null);
  return {
    title: 'Clients',
    columns: [
      'client',
      without_path === 0 ? 'requests' : 'records',
      ...(hasAgents ? ['user agent'] : []),
      'first',
      'last',
    ],
    rows: rows.map(({ src_ip, requests, agents, user_agent, first_seen, last_seen }) => [
      src_ip,
      requests,
      ...(hasAgents ? [agentText(user_agent, agents)] : []),
      utc(first_seen),
      utc(last_seen),
    ]),
    omitted: clients - rows.length,
  };
}

const agentText = (agent: string | null, agents: number): string =>
  agent === null ? 'none' : `${visible(agent, 200)}${agents > 1 ? ` and ${agents - 1} more` : ''}`;

/** What became of the attempts of a finding. */
function outcomeOf(
  { requests }: FindingDraft,
  row: OutcomeRow,
  consequence: ConsequenceRow | undefined,
): FindingOutcome {
  const { attempts, answered, redirected, refused, failed, unusual, compared } = row;
  const signs = [
    ...(unusual > 0 ? [unusualText(row)] : []),
    ...(requests?.part === 'posted' ? differentText(row) : []),
    ...(consequence === undefined ? [] : [consequenceText(consequence)]),
  ];
  if (signs.length > 0)
    return { result: 'possible success', sentence: `Possible success: ${signs.join('; ')}.` };
  const all = attempts === 1 ? 'It was' : `All ${attempts.toLocaleString('en-US')} were`;
  if (refused === attempts) return { result: 'refused', sentence: `${all} refused (400 to 499).` };
  if (answered === 0 && failed === 0 && redirected > 0)
    return { result: 'refused', sentence: `${all} refused or redirected.` };
  const counts = [
    ...(answered > 0
      ? [
          `${answered.toLocaleString('en-US')} answered 2xx${compared === answered ? ' with the usual size' : ''}`,
        ]
      : []),
    ...(redirected > 0 ? [`${redirected.toLocaleString('en-US')} redirected`] : []),
    ...(refused > 0 ? [`${refused.toLocaleString('en-US')} refused`] : []),
    ...(failed > 0 ? [`${failed.toLocaleString('en-US')} failed (5xx)`] : []),
  ];
  if (counts.length === 0)
    return { result: 'unknown', sentence: 'The log does not say how they were answered.' };
  return {
    result: failed > 0 ? 'failed' : 'answered',
    sentence: `Answers: ${counts.join(', ')}.`,
  };
}

function unusualText({
  unusual,
  example_path,
  example_bytes,
  usual_smallest,
  usual_largest,
}: OutcomeRow): string {
  const size = example_bytes === null ? '' : ` (${formatBytes(example_bytes)})`;
  const usual =
    usual_largest === null
      ? 'which nobody else gets'
      : `which others get with ${formatBytes(usual_smallest ?? 0)} to ${formatBytes(usual_largest)}`;
  return `${formatCount(unusual, 'attempt')} answered 2xx, such as ${visible(example_path ?? '', 120)}${size}, ${usual}`;
}

/** Answers to a form that differ from nearly all others: a redirect after a form that is shown again, or the reverse. */
function differentText({ attempts, answered, redirected }: OutcomeRow): readonly string[] {
  const are = (rare: number, common: number) =>
    rare > 0 && rare <= MAX_RARE_SHARE * attempts && common >= MIN_COMMON_SHARE * attempts;
  if (are(redirected, answered))
    return [
      `${formatCount(redirected, 'attempt')} redirected where ${answered.toLocaleString('en-US')} were answered 2xx`,
    ];
  if (are(answered, redirected))
    return [
      `${formatCount(answered, 'attempt')} answered 2xx where ${redirected.toLocaleString('en-US')} were redirected`,
    ];
  return [];
}

function consequenceText({ path, requests, was_refused, paths }: ConsequenceRow): string {
  const what = was_refused === 1 ? 'which was refused before' : 'which nobody else requests';
  const more = paths > 1 ? ` and ${formatCount(paths - 1, 'more path')}` : '';
  return `afterwards ${visible(path, 120)}, ${what}, was answered 2xx ${formatCount(requests, 'time')}${more}`;
}
