import { readSqlFile } from '../../engine/read-sql-file.js';
import { duration } from '../../text/duration.js';
import { formatCount } from '../../text/format-count.js';
import {
  type FindingKind,
  type FindingQuery,
  signal,
  type Thresholds,
  type ThresholdValues,
} from './finding-kind.js';

const thresholds = {
  agents: {
    value: 5,
    unit: 'different user agents of one client',
    range: [2, 1e9],
    why: 'assumed: a person has fewer programs',
  },
  timesUsual: {
    value: 2,
    unit: 'times the number that 99 % of all clients do not exceed',
    range: [1, 1e6],
    why: 'assumed: where gateways are many, so are agents',
  },
  requestsEach: {
    value: 3,
    unit: 'requests an agent, in the mean, at most',
    range: [1, 1e9],
    why: 'assumed: people behind one address load pages with their pictures and styles, each with one agent',
  },
  changes: {
    value: 0.6,
    unit: 'share of the requests whose agent is another than that of the request before',
    range: [0, 1],
    why: 'assumed: people behind one address take turns more rarely',
  },
} as const satisfies Thresholds;

type Row = Readonly<Record<'agents' | 'requests' | 'changes' | 'usual_agents', number>> & {
  readonly src_ip: string;
  readonly first_seen: Date;
  readonly last_seen: Date;
};

const agentChanges: FindingQuery<Row, ThresholdValues<typeof thresholds>> = {
  sql: ['investigate/agent-changes'],
  run: ({ traffic }, { agents }) =>
    traffic.engine.query<Row>(readSqlFile('investigate/agent-changes'), { min_agents: agents }),
};

/** A client whose user agent changes from request to request. */
export const changingAgent = {
  name: 'changing user agent',
  title: 'One client changes its user agent from request to request',
  severity: 'low',
  severityReason: 'a program that changes its name is hard to block by name; nothing is broken into',
  technique: null,
  claim: 'hypothesis',
  needs: ['user_agent'],
  thresholds,
  falsePositives: [
    'many people behind one address (an office, a mobile network, a VPN)',
    'a fetcher for many applications',
  ],
  nextStep:
    'Look up the owner of the address; where it is no gateway, limit the rate of the address and not of the agent.',
  signals: [
    signal(thresholds, {
      query: agentChanges,
      find: ({ src_ip, agents, requests, changes, usual_agents, first_seen: from, last_seen: to }, values) =>
        agents < values.timesUsual * usual_agents ||
        requests > values.requestsEach * agents ||
        changes < values.changes * (requests - 1)
          ? null
          : {
              clients: [src_ip],
              from,
              to,
              numbers: {
                agents,
                requests,
                changes,
                usualAgents: usual_agents,
                seconds: (to.getTime() - from.getTime()) / 1000,
              },
              surprise: null,
              requests: { part: 'all' },
            },
      sentence: ({ clients, numbers: { agents, requests, usualAgents, seconds } }) =>
        `${clients[0]} sent ${formatCount(requests, 'request')} as ${formatCount(agents, 'different user agent')} within ${duration(seconds)}; 99 % of the clients have at most ${usualAgents.toLocaleString('en-US')}.`,
    }),
  ],
} as const satisfies FindingKind;
