import { ask } from '../engine/ask.js';
import { sqlFile } from '../engine/sql-file.js';
import { quoteLiteral } from '../engine/sql-text.js';
import type { Traffic } from '../load/traffic.js';
import { bytes } from '../text/bytes.js';
import { count } from '../text/count.js';
import { duration } from '../text/duration.js';
import type { FindingDraft } from './finding.js';
import { groupBy } from './group-by.js';

/** A pile of so many requests has a probability of about 10^-7 by chance. */
const LEAST_REQUESTS = 8;
/** Who has one request of that size was there by chance. */
const LEAST_EACH = 2;
/** So much of the pile must be theirs, or it is a busy moment (assumed). */
const LEAST_SHARE = 0.75;

type Row = {
  readonly dst_ip: string;
  readonly dst_port: number;
  readonly size: number;
  readonly pile: number;
  readonly src_ip: string;
  readonly requests: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
};

interface Pile {
  readonly rows: readonly Row[];
  readonly from: number;
  readonly to: number;
}

const pileOf = (rows: readonly Row[]): Pile => ({
  rows,
  from: Math.min(...rows.map((row) => row.first_seen.getTime())),
  to: Math.max(...rows.map((row) => row.last_seen.getTime())),
});

/** Drafts scraping where successful requests of one size pile up (`lib/sql/investigate/same-size.sql`). */
export async function judgeSameSize(traffic: Traffic): Promise<readonly FindingDraft[]> {
  const rows = await ask<Row>(traffic, sqlFile('investigate/same-size'));
  const piles = groupBy(rows, (row) => `${row.dst_ip} ${row.dst_port} ${row.size} ${row.pile}`).map(pileOf);
  return joinNeighbours(piles).flatMap(({ rows: pile }): FindingDraft[] => {
    const members = groupBy(pile, (row) => row.src_ip).filter((own) => requestsOf(own) >= LEAST_EACH);
    const theirs = members.flat();
    const requests = requestsOf(theirs);
    if (requests < LEAST_REQUESTS || requests < LEAST_SHARE * requestsOf(pile)) return [];
    const { from, to } = pileOf(theirs);
    const { dst_ip, dst_port, size } = pile[0]!;
    const who = members.length === 1 ? members[0]![0]!.src_ip : count(members.length, 'source');
    return [
      {
        kind: 'scraping',
        sources: members.map((own) => own[0]!.src_ip),
        from: new Date(from),
        to: new Date(to),
        sentence: `${who} fetched from ${dst_ip} with ${count(requests, 'request')} of nearly one size (about ${bytes(Math.exp(0.15 * (size + 0.5)))}) within ${duration((to - from) / 1000)}.`,
        numbers: { requests, sources: members.length, seconds: (to - from) / 1000 },
        surprise: (requests - 1) * Math.LN10,
        where: `dst_ip = ${quoteLiteral(dst_ip)} and dst_port = ${dst_port}`,
      },
    ];
  });
}

const requestsOf = (rows: readonly Row[]) => rows.reduce((sum, row) => sum + row.requests, 0);

/** Joins piles of neighbouring sizes at one time: a size near a step's edge falls into both. */
function joinNeighbours(piles: readonly Pile[]): readonly Pile[] {
  const joined: Pile[] = [];
  for (const pile of piles) {
    const [row] = pile.rows as [Row];
    const place = joined.findIndex(
      ({ rows, from, to }) =>
        rows[0]!.dst_ip === row.dst_ip &&
        rows[0]!.dst_port === row.dst_port &&
        rows.some(({ size }) => Math.abs(size - row.size) <= 1) &&
        pile.from <= to &&
        from <= pile.to,
    );
    if (place < 0) joined.push(pile);
    else joined[place] = pileOf([...joined[place]!.rows, ...pile.rows]);
  }
  return joined;
}
