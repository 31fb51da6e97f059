import { ask } from '../engine/ask.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { bytes } from '../text/bytes.js';
import { count } from '../text/count.js';
import type { FindingDraft } from './finding.js';
import { surprise } from './surprise.js';

/** Of several million possible exchanges a source repeats one by chance (assumed number of kinds of exchange). */
const ALPHA = 1e-4;
const LEAST_SHARE = 0.3;
const LEAST_SAME = 4;
/** Who is there for more of the capture than this is a monitor, or as good as one (assumed). */
const MOST_OF_CAPTURE = 0.5;

/** A check-in is small; larger exchanges that repeat are somebody's downloads (assumed, bytes in either direction). */
const MOST_BYTES = 4096;

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

/**
 * Drafts a finding for a source that repeats one exchange, from a day on or until a day: who did so throughout the
 * capture is a monitor or poller until there is more evidence (`lib/sql/investigate/repeats.sql`).
 *
 * @param capture seconds from the first record to the last
 * @param sources number of sources, which sets how much surprise is needed
 */
export async function judgeRepeats(
  traffic: Traffic,
  capture: number,
  sources: number,
): Promise<readonly FindingDraft[]> {
  const rows = await ask<Row>(traffic, sqlFile('investigate/repeats'));
  return rows.flatMap((row): FindingDraft[] => {
    const seconds = (row.last_same.getTime() - row.first_same.getTime()) / 1000;
    const rare = surprise(row.same, row.own, Math.min(0.999, row.usual));
    const small = row.mean_in <= MOST_BYTES && row.mean_out <= MOST_BYTES;
    const holds = small && row.same >= LEAST_SAME && row.same >= LEAST_SHARE * row.own && seconds > 0;
    if (!holds || seconds > MOST_OF_CAPTURE * capture || rare < Math.log(sources / ALPHA)) return [];
    return [
      {
        kind: 'repeated exchange',
        sources: [row.src_ip],
        from: row.first_same,
        to: row.last_same,
        sentence: `${row.src_ip} repeated one exchange ${count(row.same, 'time')} (of its ${count(row.own, 'record')}): about ${bytes(row.mean_in)} in and ${bytes(row.mean_out)} out, for ${((100 * seconds) / capture).toFixed(1)} % of the capture.`,
        numbers: { same: row.same, records: row.own, usualShare: row.usual, seconds },
        surprise: rare,
      },
    ];
  });
}
