import { ask } from '../engine/ask.js';
import { sqlFile } from '../engine/sql-file.js';
import { quoteLiteral } from '../engine/sql-text.js';
import type { Traffic } from '../load/traffic.js';
import { count } from '../text/count.js';
import { duration } from '../text/duration.js';
import type { FindingDraft } from './finding.js';
import { groupBy } from './group-by.js';

/** A pile of so many failures has a probability of about 10^-5 by chance (`lib/sql/investigate/login-failures.sql`). */
const LEAST_FAILURES = 6;
/** From so many sources on, with few tries each, names and passwords come from a list (assumed). */
const MANY_SOURCES = 5;
const FEW_TRIES = 10;

type Row = {
  readonly dst_ip: string;
  readonly pile: number;
  readonly src_ip: string;
  readonly failures: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly own_p95: number;
  readonly own_windows: number;
  readonly usual_p95: number;
  readonly usual_p99: number;
};

const failuresOf = (rows: readonly Row[]) => rows.reduce((sum, row) => sum + row.failures, 0);

/**
 * Drafts a finding for every pile of failed log-ins: credential stuffing where many sources fail a few times each, all
 * more often than usual for themselves; else brute force of those that fail more often than the 95th percentile of
 * everybody's failing windows as well. Who does not was there by chance, and so was who failed once and comes at other
 * times too.
 *
 * @param window seconds of a window: five minutes, or the capture's own where that is longer
 */
export async function judgeLoginFailures(traffic: Traffic, window: number): Promise<readonly FindingDraft[]> {
  const rows = await ask<Row>(traffic, sqlFile('investigate/login-failures'), {
    window_seconds: window,
  });
  const piles = groupBy(rows, (row) => `${row.dst_ip} ${row.pile}`);
  return piles.flatMap((pile): FindingDraft[] => {
    const [{ dst_ip, usual_p95, usual_p99 }] = pile as [Row, ...Row[]];
    const many = pile.filter(
      (row) => row.failures > row.own_p95 && (row.failures > 1 || row.own_windows === 0),
    );
    const stuffing = many.length >= MANY_SOURCES && failuresOf(many) / many.length <= FEW_TRIES;
    const members = stuffing ? many : many.filter((row) => row.failures > row.usual_p95);
    const failures = failuresOf(members);
    if (failures < LEAST_FAILURES) return [];
    const from = new Date(Math.min(...members.map((row) => row.first_seen.getTime())));
    const to = new Date(Math.max(...members.map((row) => row.last_seen.getTime())));
    const who = members.length === 1 ? members[0]!.src_ip : count(members.length, 'source');
    const seconds = (to.getTime() - from.getTime()) / 1000;
    return [
      {
        kind: stuffing ? 'credential stuffing' : 'brute force',
        sources: members.map((row) => row.src_ip),
        from,
        to,
        sentence: `${who} failed to log in at ${dst_ip} ${count(failures, 'time')} within ${duration(seconds)}${stuffing ? ', a few times each' : ''}.`,
        numbers: { failures, sources: members.length, seconds, usualP95: usual_p95, usualP99: usual_p99 },
        surprise: (failures - 1) * Math.LN10,
        where: `response_code = 401 and dst_ip = ${quoteLiteral(dst_ip)}`,
      },
    ];
  });
}
