import { type RegularClient, regularClients } from '../../analyze/regular-clients.js';
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
  regularity: {
    value: 0.95,
    unit: 'regularity, 0 to 1 (mean of the scores for intervals, sizes and hours)',
    range: [0, 1],
    why: 'assumed: as regular as a clock, in every one of its scores on average',
  },
} as const satisfies Thresholds;

/** Regular clients whose period the capture can tell. */
const clockLike: FindingQuery<RegularClient, ThresholdValues<typeof thresholds>> = {
  sql: ['investigate/regular-clients'],
  run: async ({ traffic }, { regularity }) =>
    (await regularClients(traffic, { minScore: regularity })).filter(({ testable }) => testable),
};

/** Clients that come at regular intervals; not an accusation. */
export const regularClient = {
  name: 'regular client',
  title: 'A client that comes at regular intervals',
  severity: 'info',
  severityReason: 'inbound and regular is what monitors are',
  technique: null,
  claim: 'evidence',
  needs: [],
  thresholds,
  falsePositives: ['a health check, an uptime monitor or a poller'],
  nextStep: 'Name its owner, and put it on the allow list.',
  harmless: true,
  signals: [
    signal(thresholds, {
      query: clockLike,
      find: ({ src_ip, first_seen, last_seen, period, mad, records, score, prevalence }) => ({
        clients: [src_ip],
        from: first_seen,
        to: last_seen,
        numbers: { period, mad, records, score, prevalence },
        surprise: null,
      }),
      sentence: ({ clients, numbers: { period, records, score } }) =>
        `${clients[0]} comes every ${duration(period)} (${formatCount(records, 'record')}, regularity ${score.toFixed(2)} of 1): inbound, so a monitor or poller until there is more evidence.`,
    }),
  ],
} as const satisfies FindingKind;
