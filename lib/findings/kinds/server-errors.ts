import { readSqlFile } from '../../engine/read-sql-file.js';
import { duration } from '../../text/duration.js';
import { formatCount } from '../../text/format-count.js';
import { formatShare } from '../../text/format-share.js';
import { visible } from '../../text/visible.js';
import { groupCampaigns } from '../group-campaigns.js';
import { surprise } from '../surprise.js';
import {
  type FindingKind,
  type FindingQuery,
  signal,
  spanOf,
  type Thresholds,
  type ThresholdValues,
} from './finding-kind.js';

const thresholds = {
  errors: {
    value: 5,
    unit: 'answers 500 to 599 in a burst',
    range: [2, 1e9],
    why: 'assumed: fewer are hiccups',
  },
  different: {
    value: 3,
    unit: 'different requests among them; each that posts data counts',
    range: [1, 1e9],
    why: 'assumed: one broken page that is loaded again is no burst',
  },
  pause: {
    value: 60,
    unit: 'seconds between two such answers of one burst',
    range: [0, 86_400],
    why: 'assumed: attempts follow each other faster',
  },
  chance: {
    value: 0.05,
    unit: 'chance of one or more wrong findings among all bursts',
    range: [1e-9, 1],
    why: 'the usual level of significance, Bonferroni-corrected for the number of bursts, by the bound alone',
  },
} as const satisfies Thresholds;

/** Answers to others in the minutes of a burst that are enough to say what is usual; else all records say it. */
const ENOUGH_OTHERS = 20;

type Row = {
  readonly src_ip: string;
  readonly burst: number;
  readonly errors: number;
  readonly different: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly records: number;
  readonly other_records: number;
  readonly other_errors: number;
  readonly path_errors: number;
  readonly paths: number;
  readonly path: string;
};

/** Bursts of answers 500 to 599 of one client. */
const errorBursts: FindingQuery<Row, ThresholdValues<typeof thresholds>> = {
  sql: ['investigate/server-errors'],
  run: ({ traffic }, { errors, pause }) =>
    traffic.engine.query<Row>(readSqlFile('investigate/server-errors'), {
      min_errors: errors,
      max_pause: pause,
    }),
};

const sum = (rows: readonly Row[], number: (row: Row) => number) =>
  rows.reduce((total, row) => total + number(row), 0);

function evidenceOf(rows: readonly Row[], usualShare: number, surprising: number) {
  const { from, to } = spanOf(rows);
  return {
    clients: [...new Set(rows.map(({ src_ip }) => src_ip))],
    from,
    to,
    numbers: {
      errors: sum(rows, ({ errors }) => errors),
      records: sum(rows, ({ records }) => records),
      usualShare,
      seconds: Math.max(...rows.map((row) => (row.last_seen.getTime() - row.first_seen.getTime()) / 1000)),
    },
    surprise: surprising,
    where: 'response_code >= 500',
    requests: { part: 'failed' } as const,
    rows,
  };
}

/** A client that makes the server fail many times in a short time, while it answers others. */
export const serverErrors = {
  name: 'server errors',
  title: 'The server fails for one client, again and again',
  severity: 'medium',
  severityReason: 'inputs that make a server fail may make it obey',
  technique: 'T1190',
  claim: 'hypothesis',
  needs: ['uri', 'response_code'],
  thresholds,
  falsePositives: [
    'a fault of the application that only this client meets',
    'a broken client or integration',
  ],
  nextStep:
    'Look in the application’s error log for what failed at these times, and for the inputs that caused it; fix it before it is used.',
  signals: [
    signal(thresholds, {
      query: errorBursts,
      find: (row, values, { investigation: { activity }, items }) => {
        const { errors, records, other_records, other_errors } = row;
        if (row.different < values.different || 2 * row.path_errors >= errors) return null;
        const { totals } = activity;
        const usual =
          other_records >= ENOUGH_OTHERS
            ? (other_errors + 1) / (other_records + 2)
            : (totals.server_errors - errors + 1) / (totals.answered - records + 2);
        const surprising = surprise(errors, records, Math.min(usual, 0.999));
        return surprising < Math.log(items / values.chance) ? null : evidenceOf([row], usual, surprising);
      },
      combine: (evidence) =>
        groupCampaigns(evidence, ({ rows }) => [
          ...rows.map(({ path }) => path),
          ...rows.map(({ src_ip }) => src_ip),
        ]).map((alike) =>
          evidenceOf(
            alike.flatMap(({ rows }) => rows),
            Math.max(...alike.map(({ numbers }) => numbers.usualShare)),
            Math.max(...alike.map((each) => each.surprise)),
          ),
        ),
      sentence: ({ clients, rows, numbers: { errors, records, usualShare, seconds } }) => {
        const who = clients.length === 1 ? clients[0] : formatCount(clients.length, 'source');
        return `${errors.toLocaleString('en-US')} of ${formatCount(records, 'request')} of ${who} were answered 500 to 599 in bursts of ${duration(seconds)} or less (others meanwhile: ${formatShare(usualShare, 1)}), most at ${visible(rows[0]!.path, 120)}.`;
      },
    }),
  ],
} as const satisfies FindingKind;
