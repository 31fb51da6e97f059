import { readSqlFile } from '../../engine/read-sql-file.js';
import { quoteLiteral } from '../../engine/sql-text.js';
import { duration } from '../../text/duration.js';
import { formatCount } from '../../text/format-count.js';
import { visible } from '../../text/visible.js';
import { groupBy } from '../group-by.js';
import { groupCampaigns } from '../group-campaigns.js';
import {
  type Evidence,
  type FindingKind,
  type FindingQuery,
  signal,
  spanOf,
  type Thresholds,
  type ThresholdValues,
} from './finding-kind.js';

const thresholds = {
  tries: {
    value: 20,
    unit: 'requests of one client to one path that post data, or that differ in their query',
    range: [2, 1e9],
    why: 'assumed: nobody fills in a form so often',
  },
  queries: {
    value: 40,
    unit: 'different queries of one path by one client, numbers aside',
    range: [2, 1e9],
    why: 'assumed: a person who searches and filters sends fewer',
  },
  busiest: {
    value: 20,
    unit: 'such requests in the client’s busiest minute',
    range: [1, 1e9],
    why: 'assumed: one every three seconds is faster than a person fills in a form, and than a page saves by itself',
  },
  timesUsual: {
    value: 5,
    unit: 'times the median of other clients of the path, where there are three or more',
    range: [1, 1e6],
    why: 'assumed: an application’s own requests are about as many for everybody',
  },
  varied: {
    value: 0.05,
    unit: 'share of the answers whose status is not the client’s most frequent one',
    range: [0, 1],
    why: 'assumed: an application’s own requests are answered alike',
  },
  fast: {
    value: 60,
    unit: 'such requests in the busiest minute, from which on answers may be alike',
    range: [1, 1e9],
    why: 'assumed: one every second is faster than an application’s own requests for long',
  },
  onlyThis: {
    value: 0.95,
    unit: 'share of the client’s requests that are of these paths, where answers are alike and fewer than three others use the path',
    range: [0, 1],
    why: 'assumed: a person loads other pages too',
  },
} as const satisfies Thresholds;

type Row = {
  readonly src_ip: string;
  readonly path: string;
  readonly posted: number;
  readonly tries: number;
  readonly requests: number;
  readonly busiest: number;
  readonly failed: number;
  readonly same: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly path_records: number;
  readonly records: number;
  readonly others: number;
  readonly usual_tries: number | null;
};

/** Other clients of a path from which on theirs is what is usual there, and from which on nothing else counts. */
const FEW_OTHERS = 3;
const MANY_OTHERS = 10;

/** Paths that one client tries often, a list a client. */
const formTries: FindingQuery<readonly Row[], ThresholdValues<typeof thresholds>> = {
  sql: ['investigate/form-tries'],
  run: async ({ traffic }, { tries, queries }) => {
    const rows = await traffic.engine.query<Row>(readSqlFile('investigate/form-tries'), {
      min_tries: Math.min(tries, queries),
    });
    return groupBy(rows, ({ src_ip }) => src_ip);
  },
};

interface FuzzingEvidence extends Evidence {
  readonly numbers: Readonly<Record<'requests' | 'paths' | 'failed' | 'seconds' | 'usualTries', number>>;
  readonly rows: readonly Row[];
}

function isFuzzing(row: Row, own: readonly Row[], values: ThresholdValues<typeof thresholds>): boolean {
  const sum = (number: (row: Row) => number) => own.reduce((total, each) => total + number(each), 0);
  const busiest = sum((each) => (each.posted === row.posted ? each.busiest : 0));
  if (row.tries < (row.posted === 1 ? values.tries : values.queries) || busiest < values.busiest)
    return false;
  const varied = row.requests - row.same >= Math.max(1, values.varied * row.requests);
  const fast = busiest >= values.fast;
  const unusual = row.tries >= values.timesUsual * (row.usual_tries ?? 0);
  if (row.others >= FEW_OTHERS && unusual && (varied || fast)) return true;
  if (row.others >= MANY_OTHERS) return false;
  const pages = new Map(own.map(({ path, path_records }) => [path, path_records]));
  const ofThese = [...pages.values()].reduce((total, records) => total + records, 0);
  return varied || (fast && ofThese >= values.onlyThis * row.records);
}

function evidenceOf(rows: readonly Row[]): FuzzingEvidence {
  const sum = (number: (row: Row) => number) => rows.reduce((total, row) => total + number(row), 0);
  const { from, to } = spanOf(rows);
  const paths = [...new Set(rows.map(({ path }) => path))];
  return {
    clients: [...new Set(rows.map(({ src_ip }) => src_ip))],
    from,
    to,
    numbers: {
      requests: sum(({ requests }) => requests),
      paths: paths.length,
      failed: sum(({ failed }) => failed),
      seconds: (to.getTime() - from.getTime()) / 1000,
      usualTries: Math.max(...rows.map(({ usual_tries }) => usual_tries ?? 0)),
    },
    surprise: null,
    where: `split_part(uri, '?', 1) in (${paths.map(quoteLiteral).join(', ')})`,
    requests: { part: rows.some(({ posted }) => posted === 1) ? 'posted' : 'queried', paths },
    rows,
  };
}

/** A client that sends a form, or the parameters of a path, many values faster than a person does. */
export const formFuzzing = {
  name: 'form fuzzing',
  title: 'Many values are sent to a form or a path',
  severity: 'medium',
  severityReason: 'values by the dozen look for one that the application does not expect',
  technique: 'T1595.002',
  claim: 'evidence',
  needs: ['uri'],
  thresholds,
  falsePositives: [
    'a script or an integration that uses the form as an interface',
    'an application that saves by itself, used by few',
    'a test of the application by its owner',
  ],
  nextStep:
    'Look in the application’s log and database for the values that were sent and what they caused; limit how often one address may send the form.',
  signals: [
    signal(thresholds, {
      query: formTries,
      find: (own, values) => {
        const rows = own.filter((row) => isFuzzing(row, own, values));
        return rows.length === 0 ? null : evidenceOf(rows);
      },
      combine: (evidence) =>
        groupCampaigns(evidence, ({ rows }) => rows.map(({ path }) => path)).map((alike) =>
          evidenceOf(alike.flatMap(({ rows }) => rows)),
        ),
      sentence: ({ clients, rows, numbers: { requests, paths, seconds } }) => {
        const who = clients.length === 1 ? clients[0] : formatCount(clients.length, 'source');
        const what = rows.some(({ posted }) => posted === 1) ? 'times data' : 'different queries';
        return `${who} sent ${visible(rows[0]!.path, 120)}${paths > 1 ? ` and ${formatCount(paths - 1, 'more path')}` : ''} ${requests.toLocaleString('en-US')} ${what} within ${duration(seconds)}.`;
      },
    }),
  ],
} as const satisfies FindingKind;
