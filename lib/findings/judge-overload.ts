import { ask } from '../engine/ask.js';
import { sqlFile } from '../engine/sql-file.js';
import { quoteLiteral } from '../engine/sql-text.js';
import type { Traffic } from '../load/traffic.js';
import { count } from '../text/count.js';
import { duration } from '../text/duration.js';
import type { FindingDraft } from './finding.js';
import { groupBy } from './group-by.js';
import { surprise } from './surprise.js';
import type { WindowLimits } from './window-limits.js';

/** Share of records above their server's 99th percentile. */
const BUSY = 0.01;
/** Chance of one or more wrong findings among all piles, by the bound alone. */
const ALPHA = 0.01;
/** A flood comes from several sources, and so few records are no flood (assumed). */
const LEAST_SOURCES = 2;
const LEAST_RECORDS = 10;

type Row = {
  readonly dst_ip: string;
  readonly pile: number;
  readonly src_ip: string;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly pile_refusals: number;
  readonly pile_busy_refusals: number;
  readonly pile_records: number;
  readonly pile_windows: number;
  readonly pile_seconds: number;
};

/**
 * Drafts a finding for every pile of refusals that is a flood, not an outage (`lib/sql/investigate/overload.sql`): its
 * windows have more records than 99 % of the server's, or carry more bytes than 99 % of its records far too often for
 * chance; and its sources send more than 95 % of all sources do in a window.
 *
 * @param limits of windows of servers and sources
 */
export async function judgeOverload(
  traffic: Traffic,
  { seconds: window, limitOf }: WindowLimits,
): Promise<readonly FindingDraft[]> {
  const rows = await ask<Row>(traffic, sqlFile('investigate/overload'), {
    window_seconds: window,
  });
  const piles = groupBy(rows, (row) => `${row.dst_ip} ${row.pile}`);
  return piles.flatMap((pile): FindingDraft[] => {
    const [first] = pile as [Row, ...Row[]];
    const { dst_ip, pile_refusals: refusals, pile_records: records, pile_seconds: seconds } = first;
    if (pile.length < LEAST_SOURCES || records < LEAST_RECORDS) return [];
    if (records / pile.length <= limitOf(null).p95) return [];
    const mean = records / first.pile_windows;
    const usual = limitOf(dst_ip).p99;
    const busy = surprise(first.pile_busy_refusals, refusals, BUSY);
    if (mean <= usual && busy < Math.log(piles.length / ALPHA)) return [];
    const strength =
      mean > usual
        ? `${mean.toFixed(0)} in ${duration(window)} where 99 % of its windows have at most ${usual.toLocaleString('en-US')}`
        : 'in records that carried more bytes than 99 % of the others';
    return [
      {
        kind: 'request flood',
        sources: pile.map((row) => row.src_ip),
        from: first.first_seen,
        to: first.last_seen,
        sentence: `${count(pile.length, 'source')} sent ${dst_ip} ${count(records, 'record')} within ${duration(seconds)}, ${strength}; ${refusals.toLocaleString('en-US')} were refused with 429 or 503.`,
        numbers: {
          records,
          refusals,
          seconds,
          recordsInWindow: mean,
          serverP99: usual,
          busyRefusals: first.pile_busy_refusals,
        },
        surprise: Math.max(busy, refusals * Math.LN10),
        where: `dst_ip = ${quoteLiteral(dst_ip)}`,
      },
    ];
  });
}
