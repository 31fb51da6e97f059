import type { SourceActivity } from '../analyze/source-activity.js';
import { bytes } from '../text/bytes.js';
import { count } from '../text/count.js';
import { digits } from '../text/digits.js';
import { duration } from '../text/duration.js';
import { share } from '../text/share.js';
import type { FindingDraft } from './finding.js';
import type { FindingKindName } from './finding-kind.js';
import type { ActivityCount, Suspects } from './source-suspects.js';
import { surprise } from './surprise.js';

/** Chance of one or more wrong findings among all sources, by the bound alone. */
const ALPHA = 0.05;
/** Below this share of its records an oddity is not what a source does (assumed). */
const LEAST_SHARE = 0.3;
const LEAST_HITS = 3;
/** A scan knocks at several doors (assumed). */
const LEAST_DOORS = 5;
/** So long and so rarely: under any threshold per hour (assumed). */
const SLOW_SPAN = 86_400;
const SLOW_PAUSE = 1_800;

interface Signal {
  readonly kind: FindingKindName;
  readonly hits: ActivityCount;
  readonly tries: 'records' | 'answered';
  readonly applies?: (source: SourceActivity) => boolean;
  readonly says: (hits: string, source: SourceActivity) => string;
}

const pause = (s: SourceActivity) => s.span_seconds / Math.max(1, s.records - 1);
/** Who asks for one missing page again and again follows a dead link. */
const variesRequests = (s: SourceActivity) => s.refused_uris === null || s.refused_uris >= LEAST_DOORS;
const isSlow = (s: SourceActivity) => s.span_seconds >= SLOW_SPAN && pause(s) >= SLOW_PAUSE;

const signals: readonly Signal[] = [
  {
    kind: 'port scan',
    hits: 'at_rare_ports',
    tries: 'records',
    applies: (s) => s.ports >= LEAST_DOORS,
    says: (hits, s) => `tried ${count(s.ports, 'port')}; ${hits} went to ports that hardly anybody uses`,
  },
  {
    kind: 'address scan',
    hits: 'at_rare_destinations',
    tries: 'records',
    applies: (s) => s.destinations >= LEAST_DOORS,
    says: (hits, s) =>
      `tried ${count(s.destinations, 'destination')}; ${hits} went to addresses that hardly anybody asks for`,
  },
  {
    kind: 'path scan',
    hits: 'not_found',
    tries: 'answered',
    applies: (s) => !isSlow(s) && variesRequests(s),
    says: (hits) => `asked for what is not there: ${hits} were answered 404`,
  },
  {
    kind: 'slow scan',
    hits: 'refused',
    tries: 'answered',
    applies: (s) => isSlow(s) && variesRequests(s),
    says: (hits, s) =>
      `probed slowly: ${hits} were answered 400, 403, 404 or 405, one every ${duration(pause(s))}`,
  },
  {
    kind: 'brute force',
    hits: 'unauthorized',
    tries: 'answered',
    says: (hits) => `failed to log in: ${hits} were answered 401`,
  },
  {
    kind: 'error probing',
    hits: 'failing',
    tries: 'answered',
    applies: (s) => s.failing > s.not_found && variesRequests(s),
    says: (hits) => `made the server fail or refuse: ${hits} were answered 400, 403 or 500`,
  },
  {
    kind: 'large transfer',
    hits: 'large_answers',
    tries: 'records',
    says: (hits, s) =>
      `received far larger answers than others: ${hits} are above the 99th percentile of their server, up to ${bytes(s.largest_answer ?? 0)}`,
  },
  {
    kind: 'large transfer',
    hits: 'huge_answers',
    tries: 'records',
    says: (hits, s) =>
      `received far larger answers than others: ${hits} are above the 99.9th percentile of their server, up to ${bytes(s.largest_answer ?? 0)}`,
  },
];

/**
 * Compares each source's share of odd records with everybody else's, and drafts a finding where it is more surprising
 * than among so many sources chance allows (`surprise`, Bonferroni-corrected, 5 %). Of several oddities the most
 * surprising one counts.
 *
 * @example
 * const drafts = judgeSources(await sourceSuspects(traffic));
 */
export function judgeSources({ suspects, totals, ratios }: Suspects): readonly FindingDraft[] {
  const least = Math.log((totals.sources * signals.length) / ALPHA);
  return suspects.flatMap((source) => {
    const best = signals
      .map((signal) => {
        const hits = source[signal.hits];
        const tries = source[signal.tries];
        const usual = (totals[signal.hits] - hits + 1) / (totals[signal.tries] - tries + 2);
        const holds = hits >= LEAST_HITS && hits >= LEAST_SHARE * tries && (signal.applies?.(source) ?? true);
        return { signal, hits, tries, usual, surprise: holds ? surprise(hits, tries, usual) : 0 };
      })
      .reduce((a, b) => (b.surprise > a.surprise ? b : a));
    if (best.surprise < least) return [];
    const { signal, hits, tries, usual } = best;
    const ratio = transferRatio(signal, source, ratios);
    const said = `${hits.toLocaleString('en-US')} of ${count(tries, 'record')} (usual: ${share(usual, 1)})`;
    return {
      kind: signal.kind,
      sources: [source.src_ip],
      from: source.first_seen,
      to: source.last_seen,
      sentence: `${source.src_ip} ${signal.says(said, source)}${ratio === null ? '' : `, and ${digits(ratio.own)} bytes for one that it sent, where port ${ratio.port} usually sends ${digits(ratio.usual)}`}.`,
      numbers: {
        hits,
        records: tries,
        usualShare: usual,
        ...(ratio && { bytesOutPerByteIn: ratio.own, usualBytesOutPerByteIn: ratio.usual }),
      },
      surprise: best.surprise,
    };
  });
}

/** Of a large transfer, bytes received for one sent, beside what is usual for the port; null where nobody knows. */
function transferRatio({ kind }: Signal, source: SourceActivity, ratios: Suspects['ratios']) {
  const usual = ratios.get(source.largest_port ?? -1);
  if (kind !== 'large transfer' || usual === undefined || !source.bytes_in || source.bytes_out === null)
    return null;
  return { own: source.bytes_out / source.bytes_in, usual: usual.median_ratio, port: usual.port };
}
