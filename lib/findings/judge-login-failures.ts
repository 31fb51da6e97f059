import { query } from '../engine/query.js';
import { sqlFile } from '../engine/sql-file.js';
import { quoteLiteral } from '../load/sql-text.js';
import type { Traffic } from '../load/traffic.js';
import { count } from '../text/count.js';
import { duration } from '../text/duration.js';
import type { FindingDraft } from './finding.js';
import { groupBy } from './group-by.js';

/** A pile of so many failures has a probability of about 10^-5 by chance. */
const LEAST_FAILURES = 6;
/** From so many sources on, with few tries each, names and passwords come from a list (assumed). */
const MANY_SOURCES = 5;
const FEW_TRIES = 10;
/** Who has under this share of the busiest source's failures was there by chance: among many, among few (assumed). */
const BYSTANDER = { many: 0.15, few: 1 / 3 };

type Row = {
  readonly dst_ip: string;
  readonly pile: number;
  readonly src_ip: string;
  readonly failures: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
  readonly pile_failures: number;
};

/**
 * Drafts a finding for every pile of failed log-ins: brute force where few sources fail often, credential stuffing
 * where many fail a few times each (`lib/sql/investigate/login-failures.sql`).
 */
export async function judgeLoginFailures(traffic: Traffic): Promise<readonly FindingDraft[]> {
  const rows = await query<Row>(traffic.connection, sqlFile('investigate/login-failures'));
  const piles = groupBy(
    rows.filter((row) => row.pile_failures >= LEAST_FAILURES),
    (row) => `${row.dst_ip} ${row.pile}`,
  );
  return piles.flatMap((pile): FindingDraft[] => {
    const [{ dst_ip, failures: most }] = pile as [Row, ...Row[]];
    const fewer = (share: number) => pile.filter((row) => row.failures >= share * most);
    const many = fewer(BYSTANDER.many);
    const failuresOf = (rows: readonly Row[]) => rows.reduce((sum, row) => sum + row.failures, 0);
    const stuffing = many.length >= MANY_SOURCES && failuresOf(many) / many.length <= FEW_TRIES;
    const members = stuffing ? many : fewer(BYSTANDER.few);
    const failures = failuresOf(members);
    // Bystanders that meet in a pile by chance are no crowd.
    if (!stuffing && failures / members.length < LEAST_FAILURES / 2) return [];
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
        numbers: { failures, sources: members.length, seconds },
        surprise: (failures - 1) * Math.LN10,
        where: `response_code = 401 and dst_ip = ${quoteLiteral(dst_ip)}`,
      },
    ];
  });
}
