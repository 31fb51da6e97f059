import { readSqlFile } from '../../engine/read-sql-file.js';
import { quoteLiteral } from '../../engine/sql-text.js';
import { duration } from '../../text/duration.js';
import { formatCount } from '../../text/format-count.js';
import { groupBy } from '../group-by.js';
import { surprise } from '../surprise.js';
import {
  type FindingKind,
  type FindingQuery,
  signal,
  type Thresholds,
  type ThresholdValues,
} from './finding-kind.js';

/** Share of records above their server's 99th percentile. */
const BUSY = 0.01;

const thresholds = {
  chance: {
    value: 0.01,
    unit: 'chance of one or more wrong findings among all bursts',
    range: [1e-9, 1],
    why: 'a level of significance, Bonferroni-corrected for the number of bursts, by the bound alone',
  },
  clients: {
    value: 2,
    unit: 'clients in a burst',
    range: [1, 1e9],
    why: 'assumed: a flood comes from several clients',
  },
  records: { value: 10, unit: 'records in a burst', range: [1, 1e9], why: 'assumed: fewer are no flood' },
  refusals: {
    value: 4,
    unit: 'answers 429 or 503 in a burst',
    range: [1, 1e9],
    why: 'assumed: fewer are hiccups',
  },
  pause: {
    value: 10,
    unit: 'seconds between two refusals of one burst (and a window of the sensor, where it has fixed ones)',
    range: [0, 86_400],
    why: 'assumed: an overloaded server refuses more often than that',
  },
  cameRecords: {
    value: 2,
    unit: 'records in a burst, of a client that was not refused',
    range: [1, 1e9],
    why: 'assumed: with cameShare, such a client came with the burst',
  },
  cameShare: {
    value: 0.8,
    unit: 'share of such a client’s records that are in the burst',
    range: [0, 1],
    why: 'assumed: a client with more records elsewhere is an ordinary one',
  },
} as const satisfies Thresholds;

type Row = {
  readonly dst_ip: string;
  readonly burst: number;
  readonly src_ip: string;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly burst_refusals: number;
  readonly burst_busy_refusals: number;
  readonly burst_records: number;
  readonly burst_windows: number;
  readonly burst_seconds: number;
};

/** Bursts of refusals at one server, a row a client. */
const refusalBursts: FindingQuery<readonly Row[], ThresholdValues<typeof thresholds>> = {
  sql: ['investigate/overload', 'investigate/window-limits'],
  run: async ({ traffic, windows }, { refusals, pause, cameRecords, cameShare }) => {
    const rows = await traffic.engine.query<Row>(readSqlFile('investigate/overload'), {
      window_seconds: windows.seconds,
      min_refusals: refusals,
      max_pause: pause,
      min_came_records: cameRecords,
      min_came_share: cameShare,
    });
    return groupBy(rows, (row) => `${row.dst_ip} ${row.burst}`);
  },
};

/**
 * A burst of refusals that is a flood, not an outage: its windows have more records than 99 % of the
 * server's, or carry more bytes than 99 % of its records far too often for chance; and its clients send more
 * than 95 % of all do in a window.
 */
export const requestFlood = {
  name: 'request flood',
  title: 'More requests than a server could answer',
  severity: 'high',
  severityReason: 'the server refused requests, so others were refused as well',
  technique: 'T1499.002',
  claim: 'evidence',
  needs: ['response_code', 'dst_ip'],
  thresholds,
  falsePositives: ['a mention in the news', 'a retry storm after an outage'],
  nextStep: 'Check whether others were refused in these minutes; rate-limit if it comes again.',
  signals: [
    signal(thresholds, {
      query: refusalBursts,
      find: (clients, values, { items, investigation: { windows } }) => {
        const [first] = clients as readonly [Row, ...Row[]];
        const { dst_ip, burst_refusals: refusals, burst_records: records } = first;
        if (clients.length < values.clients || records < values.records) return null;
        if (records / clients.length <= windows.limitOf(null).p95) return null;
        const mean = records / first.burst_windows;
        const serverP99 = windows.limitOf(dst_ip).p99;
        const busy = surprise(first.burst_busy_refusals, refusals, BUSY);
        if (mean <= serverP99 && busy < Math.log(items / values.chance)) return null;
        return {
          clients: clients.map((row) => row.src_ip),
          from: first.first_seen,
          to: first.last_seen,
          numbers: {
            records,
            refusals,
            seconds: first.burst_seconds,
            recordsInWindow: mean,
            serverP99,
            busyRefusals: first.burst_busy_refusals,
          },
          surprise: Math.max(busy, refusals * Math.LN10),
          where: `dst_ip = ${quoteLiteral(dst_ip)}`,
          server: dst_ip,
          target: dst_ip,
          window: windows.seconds,
        };
      },
      sentence: ({ clients, server, window, numbers }) => {
        const { records, refusals, seconds, recordsInWindow: mean, serverP99 } = numbers;
        const strength =
          mean > serverP99
            ? `${mean.toFixed(0)} in ${duration(window)} where 99 % of its windows have at most ${serverP99.toLocaleString('en-US')}`
            : 'in records that carried more bytes than 99 % of the others';
        return `${formatCount(clients.length, 'source')} sent ${server} ${formatCount(records, 'record')} within ${duration(seconds)}, ${strength}; ${refusals.toLocaleString('en-US')} were refused with 429 or 503.`;
      },
    }),
  ],
} as const satisfies FindingKind;
