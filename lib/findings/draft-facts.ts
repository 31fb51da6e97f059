import { captureWindow } from '../analyze/capture-window.js';
import { query } from '../engine/query.js';
import { sqlFile } from '../engine/sql-file.js';
import type { Traffic } from '../load/traffic.js';
import { count } from '../text/count.js';
import { duration } from '../text/duration.js';
import { share } from '../text/share.js';
import { utc } from '../text/utc.js';
import type { FindingDraft } from './finding.js';

/**
 * One source with more than this share of the bytes decides every total (assumed); it must still have it without its
 * largest record: a single upload is no habit.
 */
const DOMINANT = 0.5;

/** Drafts what must be known before anything is judged: gaps of the capture, and a source that rules all totals. */
export async function draftFacts(traffic: Traffic): Promise<readonly FindingDraft[]> {
  const window = await captureWindow(traffic);
  const gaps = await query<{ gap_from: Date; gap_to: Date; seconds: number }>(
    traffic.connection,
    sqlFile('capture-gaps'),
    { window_seconds: window ?? 0 },
  );
  const drafts = gaps.map(
    ({ gap_from: from, gap_to: to, seconds }): FindingDraft => ({
      kind: 'capture gap',
      sources: [],
      from,
      to,
      sentence: `Nothing was recorded for ${duration(seconds)}, ${utc(from)} to ${utc(to)} UTC: a gap of the capture, not a quiet time.`,
      numbers: { seconds },
      surprise: null,
    }),
  );
  const [largest] = await query<{ src_ip: string; bytes_in: number; records: number; share: number | null }>(
    traffic.connection,
    sqlFile('byte-concentration'),
  );
  if (largest === undefined || (largest.share ?? 0) <= DOMINANT) return drafts;
  const [span] = await query<{ first_seen: Date; last_seen: Date; most: number }>(
    traffic.connection,
    `select min(creation_time) as first_seen, max(coalesce(end_time, creation_time)) as last_seen, max(cast(bytes_in as double)) as most
     from traffic where src_ip = $source`,
    { source: largest.src_ip },
  );
  const all = largest.bytes_in / largest.share!;
  if ((largest.bytes_in - span!.most) / (all - span!.most) <= DOMINANT) return drafts;
  return [
    ...drafts,
    {
      kind: 'large upload',
      sources: [largest.src_ip],
      from: span!.first_seen,
      to: span!.last_seen,
      sentence: `${largest.src_ip} alone sent ${share(largest.share!, 1)} of all bytes that the server received, in ${count(largest.records, 'record')}.`,
      numbers: { bytesIn: largest.bytes_in, share: largest.share!, records: largest.records },
      surprise: null,
    },
  ];
}
