import type { CaptureGap } from '../analyze/capture-gaps.js';
import { ask } from '../engine/ask.js';
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

/** More gaps than these are told in one finding: they are how the capture was made (assumed). */
const MOST_GAPS = 5;

/**
 * Drafts what must be known before anything is judged: gaps of the capture, and a source that rules all totals.
 *
 * @param gaps of the capture, in order of time
 */
export async function draftFacts(
  traffic: Traffic,
  gaps: readonly CaptureGap[],
): Promise<readonly FindingDraft[]> {
  const upload = await draftLargeUpload(traffic);
  return [
    ...(gaps.length > MOST_GAPS ? [draftManyGaps(gaps)] : gaps.map(draftGap)),
    ...(upload ? [upload] : []),
  ];
}

function draftGap({ from, to, seconds }: CaptureGap): FindingDraft {
  return {
    kind: 'capture gap',
    sources: [],
    from,
    to,
    sentence: `Nothing was recorded for ${duration(seconds)}, ${utc(from)} to ${utc(to)} UTC: a gap of the capture, not a quiet time.`,
    numbers: { seconds },
    surprise: null,
  };
}

function draftManyGaps(gaps: readonly CaptureGap[]): FindingDraft {
  const longest = gaps.reduce((a, b) => (b.seconds > a.seconds ? b : a));
  const seconds = gaps.reduce((sum, gap) => sum + gap.seconds, 0);
  return {
    kind: 'capture gap',
    sources: [],
    from: gaps[0]!.from,
    to: gaps.at(-1)!.to,
    sentence: `Nothing was recorded ${count(gaps.length, 'time')}, for ${duration(seconds)} in all; the longest gap is ${duration(longest.seconds)}, from ${utc(longest.from)} UTC: gaps of the capture, not quiet times.`,
    numbers: { gaps: gaps.length, seconds, longestSeconds: longest.seconds },
    surprise: null,
  };
}

/** A source that sends most of all bytes in a minority of the records; null where none does. */
async function draftLargeUpload(traffic: Traffic): Promise<FindingDraft | null> {
  const [largest] = await ask<{ src_ip: string; bytes_in: number; records: number; share: number | null }>(
    traffic,
    sqlFile('byte-concentration'),
  );
  if (largest === undefined || (largest.share ?? 0) <= DOMINANT) return null;
  // Who sends most of the records sends most of the bytes: that says nothing.
  if (largest.records > DOMINANT * traffic.records) return null;
  const [span] = await ask<{ first_seen: Date; last_seen: Date; most: number }>(
    traffic,
    `select min(creation_time) as first_seen, max(coalesce(end_time, creation_time)) as last_seen, max(cast(bytes_in as double)) as most
     from traffic where src_ip = $source`,
    { source: largest.src_ip },
  );
  const all = largest.bytes_in / largest.share!;
  if ((largest.bytes_in - span!.most) / (all - span!.most) <= DOMINANT) return null;
  return {
    kind: 'large upload',
    sources: [largest.src_ip],
    from: span!.first_seen,
    to: span!.last_seen,
    sentence: `${largest.src_ip} alone sent ${share(largest.share!, 1)} of all bytes that the server received, in ${count(largest.records, 'record')}.`,
    numbers: { bytesIn: largest.bytes_in, share: largest.share!, records: largest.records },
    surprise: null,
  };
}
