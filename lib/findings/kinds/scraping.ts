import { readSqlFile } from '../../engine/read-sql-file.js';
import { quoteLiteral } from '../../engine/sql-text.js';
import { duration } from '../../text/duration.js';
import { formatBytes } from '../../text/format-bytes.js';
import { formatCount } from '../../text/format-count.js';
import { groupBy } from '../group-by.js';
import {
  type FindingKind,
  type FindingQuery,
  signal,
  spanOf,
  type Thresholds,
  type ThresholdValues,
} from './finding-kind.js';

const thresholds = {
  requests: {
    value: 8,
    unit: 'requests in a burst',
    range: [2, 1e9],
    why: 'a burst of eight has a probability of about 10^-7 by chance (lib/sql/investigate/same-size.sql)',
  },
  requestsEach: {
    value: 2,
    unit: 'requests of a client in the burst',
    range: [1, 1e9],
    why: 'a client with one request of that size was there by chance',
  },
  share: {
    value: 0.75,
    unit: 'share of the burst that is from such clients',
    range: [0.5, 1],
    why: 'assumed: less is a busy moment',
  },
} as const satisfies Thresholds;

type Row = {
  readonly dst_ip: string;
  readonly dst_port: number;
  readonly size: number;
  readonly burst: number;
  readonly src_ip: string;
  readonly requests: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
};

/** Bursts of successful requests of nearly one size at one server and port, a row a client. */
const sameSizeBursts: FindingQuery<readonly Row[], ThresholdValues<typeof thresholds>> = {
  sql: ['investigate/same-size'],
  run: async ({ traffic }, { requests, requestsEach }) => {
    const rows = await traffic.engine.query<Row>(readSqlFile('investigate/same-size'), {
      // Two of neighbouring sizes may be one, so half as many are enough here.
      min_requests: requests / 2,
      min_requests_each: requestsEach,
    });
    return joinNeighbors(groupBy(rows, (row) => `${row.dst_ip} ${row.dst_port} ${row.size} ${row.burst}`));
  },
};

const requestsIn = (rows: readonly Row[]) => rows.reduce((sum, row) => sum + row.requests, 0);

/** Joins bursts of neighboring sizes at one time: a size near a step's edge falls into both. */
function joinNeighbors(bursts: readonly (readonly Row[])[]): readonly (readonly Row[])[] {
  const joined: { readonly rows: readonly Row[]; readonly from: Date; readonly to: Date }[] = [];
  for (const burst of bursts) {
    const { dst_ip, dst_port, size } = burst[0]!;
    const own = spanOf(burst);
    const place = joined.findIndex(
      ({ rows, from, to }) =>
        rows[0]!.dst_ip === dst_ip &&
        rows[0]!.dst_port === dst_port &&
        rows.some((row) => Math.abs(row.size - size) <= 1) &&
        own.from <= to &&
        from <= own.to,
    );
    const rows = place < 0 ? burst : [...joined[place]!.rows, ...burst];
    joined.splice(place < 0 ? joined.length : place, 1, { rows, ...spanOf(rows) });
  }
  return joined.map(({ rows }) => rows);
}

/** A burst of successful requests of nearly one size, as a tool sends them. */
export const scraping = {
  name: 'scraping',
  title: 'Content is fetched as a tool fetches it',
  severity: 'low',
  severityReason: 'content is copied; nothing is broken into',
  technique: 'T1594',
  claim: 'evidence',
  needs: ['bytes_in', 'response_code', 'dst_ip', 'dst_port'],
  thresholds,
  falsePositives: [
    'a feed reader or price comparison',
    'an application that polls',
    'a crawler that is not on a list',
  ],
  nextStep: 'Ask the owner of the addresses what it is for; limit the rate if it is not wanted.',
  signals: [
    signal(thresholds, {
      query: sameSizeBursts,
      find: (burst, values) => {
        const clients = groupBy(burst, (row) => row.src_ip).filter(
          (own) => requestsIn(own) >= values.requestsEach,
        );
        const theirs = clients.flat();
        const requests = requestsIn(theirs);
        if (requests < values.requests || requests < values.share * requestsIn(burst)) return null;
        const { from, to } = spanOf(theirs);
        const { dst_ip, dst_port, size } = burst[0]!;
        return {
          clients: clients.map((own) => own[0]!.src_ip),
          from,
          to,
          numbers: { requests, sources: clients.length, seconds: (to.getTime() - from.getTime()) / 1000 },
          surprise: (requests - 1) * Math.LN10,
          where: `dst_ip = ${quoteLiteral(dst_ip)} and dst_port = ${dst_port}`,
          server: dst_ip,
          target: `${dst_ip}:${dst_port}`,
          // The middle of a step of 15 %, as in the SQL.
          bytes: Math.exp(0.15 * (size + 0.5)),
        };
      },
      sentence: ({ clients, server, bytes: size, numbers: { requests, seconds } }) =>
        `${clients.length === 1 ? clients[0] : formatCount(clients.length, 'source')} fetched from ${server} with ${formatCount(requests, 'request')} of nearly one size (about ${formatBytes(size)}) within ${duration(seconds)}.`,
    }),
  ],
} as const satisfies FindingKind;
