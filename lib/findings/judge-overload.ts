import { query } from '../engine/query.js';
import { sqlFile } from '../engine/sql-file.js';
import { quoteLiteral } from '../load/sql-text.js';
import type { Traffic } from '../load/traffic.js';
import { count } from '../text/count.js';
import { duration } from '../text/duration.js';
import type { FindingDraft } from './finding.js';
import { groupBy } from './group-by.js';

/** So many times the server's usual records a second are no outage (assumed). */
const LEAST_RATIO = 10;
/** Or so large a share of the refusals in windows that carried more than 99 % of the others (assumed). */
const LEAST_BUSY = 0.5;
const LEAST_SOURCES = 2;
/** And so many records, so many from each source, or a handful of people met an outage (assumed). */
const LEAST_RECORDS = 10;
const LEAST_EACH = 2;

type Row = {
  readonly dst_ip: string;
  readonly pile: number;
  readonly src_ip: string;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly pile_refusals: number;
  readonly pile_busy_refusals: number;
  readonly pile_records: number;
  readonly usual_rate: number;
  readonly pile_seconds: number;
};

/** Drafts a finding for every pile of refusals that is a flood, not an outage (`lib/sql/investigate/overload.sql`). */
export async function judgeOverload(traffic: Traffic): Promise<readonly FindingDraft[]> {
  const rows = await query<Row>(traffic.connection, sqlFile('investigate/overload'));
  return groupBy(rows, (row) => `${row.dst_ip} ${row.pile}`).flatMap((pile): FindingDraft[] => {
    const [first] = pile as [Row, ...Row[]];
    const { dst_ip, pile_refusals: refusals, pile_records: records, pile_seconds: seconds } = first;
    const ratio = records / seconds / first.usual_rate;
    const busy = first.pile_busy_refusals / refusals;
    if (records < LEAST_RECORDS || records < LEAST_EACH * pile.length) return [];
    if (pile.length < LEAST_SOURCES || (ratio < LEAST_RATIO && busy < LEAST_BUSY)) return [];
    const strength =
      ratio >= LEAST_RATIO
        ? `${ratio.toFixed(0)} times the server’s usual rate`
        : 'in windows that carried more bytes than 99 % of the others';
    return [
      {
        kind: 'request flood',
        sources: pile.map((row) => row.src_ip),
        from: first.first_seen,
        to: first.last_seen,
        sentence: `${count(pile.length, 'source')} sent ${dst_ip} ${count(records, 'record')} within ${duration(seconds)}, ${strength}; ${refusals.toLocaleString('en-US')} were refused with 429 or 503.`,
        numbers: { records, refusals, seconds, timesUsualRate: ratio, busyShare: busy },
        surprise: records * Math.log(Math.max(2, ratio)),
        where: `dst_ip = ${quoteLiteral(dst_ip)}`,
      },
    ];
  });
}
