import type { SourceActivity } from '../analyze/source-activity.js';
import { bytes } from '../text/bytes.js';
import { count } from '../text/count.js';
import { duration } from '../text/duration.js';
import { share } from '../text/share.js';
import type { FindingDraft } from './finding.js';
import type { FindingKindName } from './finding-kind.js';
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
  readonly hits: (source: SourceActivity) => number;
  readonly tries: (source: SourceActivity) => number;
  readonly applies?: (source: SourceActivity) => boolean;
  readonly says: (hits: string, source: SourceActivity) => string;
}

const pause = (s: SourceActivity) => s.span_seconds / Math.max(1, s.records - 1);
const isSlow = (s: SourceActivity) => s.span_seconds >= SLOW_SPAN && pause(s) >= SLOW_PAUSE;

const signals: readonly Signal[] = [
  {
    kind: 'port scan',
    hits: (s) => s.at_rare_ports,
    tries: (s) => s.records,
    applies: (s) => s.ports >= LEAST_DOORS,
    says: (hits, s) => `tried ${count(s.ports, 'port')}; ${hits} went to ports that hardly anybody uses`,
  },
  {
    kind: 'address scan',
    hits: (s) => s.at_rare_destinations,
    tries: (s) => s.records,
    applies: (s) => s.destinations >= LEAST_DOORS,
    says: (hits, s) =>
      `tried ${count(s.destinations, 'destination')}; ${hits} went to addresses that hardly anybody asks for`,
  },
  {
    kind: 'path scan',
    hits: (s) => s.not_found,
    tries: (s) => s.answered,
    applies: (s) => !isSlow(s),
    says: (hits) => `asked for what is not there: ${hits} were answered 404`,
  },
  {
    kind: 'slow scan',
    hits: (s) => s.refused,
    tries: (s) => s.answered,
    applies: isSlow,
    says: (hits, s) =>
      `probed slowly: ${hits} were answered 400, 403, 404 or 405, one every ${duration(pause(s))}`,
  },
  {
    kind: 'brute force',
    hits: (s) => s.unauthorized,
    tries: (s) => s.answered,
    says: (hits) => `failed to log in: ${hits} were answered 401`,
  },
  {
    kind: 'error probing',
    hits: (s) => s.failing,
    tries: (s) => s.answered,
    applies: (s) => s.failing > s.not_found,
    says: (hits) => `made the server fail or refuse: ${hits} were answered 400, 403 or 500`,
  },
  {
    kind: 'large transfer',
    hits: (s) => s.large_answers,
    tries: (s) => s.records,
    says: (hits, s) =>
      `received far larger answers than others: ${hits} are above the 99th percentile of their server, up to ${bytes(s.largest_answer ?? 0)}`,
  },
  {
    kind: 'large transfer',
    hits: (s) => s.huge_answers,
    tries: (s) => s.records,
    says: (hits, s) =>
      `received far larger answers than others: ${hits} are above the 99.9th percentile of their server, up to ${bytes(s.largest_answer ?? 0)}`,
  },
];

/**
 * Compares each source's share of odd records with everybody else's, and drafts a finding where it is more surprising
 * than among so many sources chance allows (`surprise`, Bonferroni-corrected, 5 %). Of several oddities the most
 * surprising one counts.
 *
 * @param activity every source, as `sourceActivity` gives it
 *
 * @example
 * const drafts = judgeSources(await sourceActivity(traffic));
 */
export function judgeSources(activity: readonly SourceActivity[]): readonly FindingDraft[] {
  const least = Math.log((activity.length * signals.length) / ALPHA);
  const totals = signals.map(({ hits, tries }) => ({
    hits: activity.reduce((sum, source) => sum + hits(source), 0),
    tries: activity.reduce((sum, source) => sum + tries(source), 0),
  }));
  return activity.flatMap((source) => {
    const best = signals
      .map((signal, i) => {
        const hits = signal.hits(source);
        const tries = signal.tries(source);
        const usual = (totals[i]!.hits - hits + 1) / (totals[i]!.tries - tries + 2);
        const holds = hits >= LEAST_HITS && hits >= LEAST_SHARE * tries && (signal.applies?.(source) ?? true);
        return { signal, hits, tries, usual, surprise: holds ? surprise(hits, tries, usual) : 0 };
      })
      .reduce((a, b) => (b.surprise > a.surprise ? b : a));
    if (best.surprise < least) return [];
    const { signal, hits, tries, usual } = best;
    const said = `${hits.toLocaleString('en-US')} of ${count(tries, 'record')} (usual: ${share(usual, 1)})`;
    return {
      kind: signal.kind,
      sources: [source.src_ip],
      from: source.first_seen,
      to: source.last_seen,
      sentence: `${source.src_ip} ${signal.says(said, source)}.`,
      numbers: { hits, records: tries, usualShare: usual },
      surprise: best.surprise,
    };
  });
}
