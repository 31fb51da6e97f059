import { readSqlFile } from '../../engine/read-sql-file.js';
import { quoteLiteral } from '../../engine/sql-text.js';
import { duration } from '../../text/duration.js';
import { formatCount } from '../../text/format-count.js';
import { visible } from '../../text/visible.js';
import {
  type FindingKind,
  type FindingQuery,
  signal,
  type Thresholds,
  type ThresholdValues,
} from './finding-kind.js';

const thresholds = {
  clients: {
    value: 20,
    unit: 'clients of one path in a window (five minutes, or the sensor’s window where that is longer)',
    range: [2, 1e9],
    why: 'assumed: fewer come together by chance',
  },
  timesUsual: {
    value: 5,
    unit: 'times the number of clients that 99 % of the path’s other windows do not exceed',
    range: [1, 1e6],
    why: 'assumed: the busiest window of a path that people like has less than that',
  },
  windows: {
    value: 12,
    unit: 'windows in which anything was requested',
    range: [2, 1e9],
    why: 'assumed: of fewer nobody can say what is usual',
  },
} as const satisfies Thresholds;

type Row = Readonly<Record<'clients' | 'usual_clients' | 'only_this' | 'windows', number>> & {
  readonly path: string;
  readonly first_seen: Date;
};

const uriSpikes: FindingQuery<Row & { readonly seconds: number }, ThresholdValues<typeof thresholds>> = {
  sql: ['investigate/uri-spikes'],
  run: async ({ traffic, windows: { seconds } }, { clients }) => {
    const rows = await traffic.engine.query<Row>(readSqlFile('investigate/uri-spikes'), {
      min_clients: clients,
      window_seconds: seconds,
    });
    return rows.map((row) => ({ ...row, seconds }));
  },
};

/** A path that many clients request at once; not an accusation. */
export const requestSpike = {
  name: 'request spike',
  title: 'Many clients request one path at once',
  severity: 'info',
  severityReason: 'a mention in the news looks the same',
  technique: null,
  claim: 'evidence',
  needs: ['uri'],
  thresholds,
  falsePositives: [
    'a mention in the news, a newsletter or a push message',
    'a release that many programs download',
  ],
  nextStep:
    'Ask the owner of the page whether it was announced; where it was not, look whether the clients request anything else.',
  signals: [
    signal(thresholds, {
      query: uriSpikes,
      find: ({ path, clients, usual_clients, only_this, windows, first_seen, seconds }, values) =>
        windows < values.windows || clients < values.timesUsual * usual_clients
          ? null
          : {
              clients: [],
              from: first_seen,
              to: new Date(first_seen.getTime() + seconds * 1000),
              numbers: { clients, usualClients: usual_clients, onlyThis: only_this, seconds },
              surprise: null,
              where: `split_part(uri, '?', 1) = ${quoteLiteral(path)}`,
              path,
            },
      sentence: ({ path, numbers: { clients, usualClients, onlyThis, seconds } }) =>
        `${formatCount(clients, 'source')} requested ${visible(path, 120)} within ${duration(seconds)}, where 99 % of its other such times have at most ${usualClients.toLocaleString('en-US')}; ${onlyThis.toLocaleString('en-US')} of them requested nothing else.`,
    }),
  ],
} as const satisfies FindingKind;
