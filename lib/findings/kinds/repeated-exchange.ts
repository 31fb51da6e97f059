import { readSqlFile } from '../../engine/read-sql-file.js';
import { formatBytes } from '../../text/format-bytes.js';
import { formatCount } from '../../text/format-count.js';
import { surprise } from '../surprise.js';
import {
  type FindingKind,
  type FindingQuery,
  signal,
  type Thresholds,
  type ThresholdValues,
} from './finding-kind.js';

const thresholds = {
  chance: {
    value: 1e-4,
    unit: 'chance of one or more wrong findings among all clients',
    range: [1e-12, 1],
    why: 'assumed: of several million possible exchanges a client repeats one by chance, so a stricter level than elsewhere',
  },
  same: {
    value: 4,
    unit: 'times that one exchange is repeated',
    range: [2, 1e9],
    why: 'assumed: fewer are no rhythm',
  },
  share: {
    value: 0.3,
    unit: 'share of the client’s records',
    range: [0, 1],
    why: 'assumed: below this share it is not what the client does',
  },
  captureShare: {
    value: 0.5,
    unit: 'share of the capture from the first to the last of them',
    range: [0, 1],
    why: 'assumed: a client that is there for more of the capture is a monitor, or as good as one',
  },
  bytes: {
    value: 4096,
    unit: 'bytes of the exchange, in the mean, in either direction',
    range: [1, 1e15],
    why: 'assumed: a check-in is small; larger exchanges that repeat are downloads',
  },
} as const satisfies Thresholds;

type Row = {
  readonly src_ip: string;
  readonly own: number;
  readonly same: number;
  readonly mean_in: number;
  readonly mean_out: number;
  readonly first_same: Date;
  readonly last_same: Date;
  readonly usual: number;
};

/** The exchange that each client repeats most. */
const repeats: FindingQuery<Row, ThresholdValues<typeof thresholds>> = {
  sql: ['investigate/repeats'],
  run: ({ traffic }, { same }) =>
    traffic.engine.query<Row>(readSqlFile('investigate/repeats'), { min_repeats: same }),
};

/**
 * A client that repeats one exchange, from a day on or until a day: one that does so throughout the capture
 * is a monitor or poller until there is more evidence.
 */
export const repeatedExchange = {
  name: 'repeated exchange',
  title: 'A client repeats one small exchange',
  severity: 'low',
  severityReason: 'it fits a check-in, and just as well a new monitor',
  technique: 'T1505.003',
  claim: 'hypothesis',
  needs: ['bytes_in', 'bytes_out'],
  thresholds,
  falsePositives: ['a health check or uptime monitor that was set up', 'an application that polls'],
  nextStep: 'Ask whether a monitor was set up at that time; ask the owner of the path that is requested.',
  signals: [
    signal(thresholds, {
      query: repeats,
      find: (row, values, { investigation: { activity } }) => {
        const { capture_seconds: capture, clients: all } = activity.totals;
        const seconds = (row.last_same.getTime() - row.first_same.getTime()) / 1000;
        const small = row.mean_in <= values.bytes && row.mean_out <= values.bytes;
        const often = row.same >= values.same && row.same >= values.share * row.own;
        if (!small || !often || seconds <= 0 || seconds > values.captureShare * capture) return null;
        const rare = surprise(row.same, row.own, Math.min(0.999, row.usual));
        if (rare < Math.log(all / values.chance)) return null;
        return {
          clients: [row.src_ip],
          from: row.first_same,
          to: row.last_same,
          numbers: { same: row.same, records: row.own, usualShare: row.usual, seconds },
          surprise: rare,
          row,
          capture,
        };
      },
      sentence: ({ row, capture, numbers: { seconds } }) =>
        `${row.src_ip} repeated one exchange ${formatCount(row.same, 'time')} (of its ${formatCount(row.own, 'record')}): about ${formatBytes(row.mean_in)} in and ${formatBytes(row.mean_out)} out, for ${((100 * seconds) / capture).toFixed(1)} % of the capture.`,
    }),
  ],
} as const satisfies FindingKind;
