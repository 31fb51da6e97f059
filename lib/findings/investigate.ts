import { captureGaps } from '../analyze/capture-gaps.js';
import type { Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';
import { clientContexts } from './client-context.js';
import { completeFinding } from './complete-finding.js';
import type { Finding, FindingDraft } from './finding.js';
import type { Candidates, FindingKind, Investigation, Signal } from './kinds/finding-kind.js';
import {
  checkedThresholds,
  type FindingKindName,
  findingKinds,
  type ThresholdOptions,
} from './kinds/index.js';
import { accuseOnce, rankFindings, type Suppression, suppressionOf } from './order-findings.js';
import { readClientActivity } from './queries/client-scan.js';
import { windowLimits } from './window-limits.js';

/** Everything that was found, in the order in which to read it. */
export interface Ledger {
  readonly findings: readonly Finding[];
  /** Left out for now, each with reason and expiry. */
  readonly suppressed: readonly Finding[];
  /** Whether owners and lists were looked up (`enrichAddresses`). */
  readonly enriched: boolean;
}

/** Options of `investigate`. */
export interface InvestigateOptions extends LongOperation {
  readonly suppressions?: readonly Suppression[];
  /** For expiry dates; now when left out. */
  readonly now?: Date;
  /** Values instead of the kinds' own, by kind and threshold (`findingKinds` lists them). */
  readonly thresholds?: ThresholdOptions;
}

/**
 * Looks for every kind of finding and writes a ledger of findings: de-duplicated (a client is accused once,
 * of what explains most), benign explanations first, ranked. Run `enrichAddresses` before, so that it knows
 * owners, lists, and whom the analyst allows (never accused).
 *
 * @throws the signal's reason when stopped; a RangeError for a threshold that does not exist or is out of range
 *
 * @example
 * await enrichAddresses(traffic);
 * const ledger = await investigate(traffic, { thresholds: { 'brute force': { failures: 20 } } });
 * console.log(ledger.findings.map((finding) => finding.sentence).join('\n'));
 */
export function investigate(traffic: Traffic, options: InvestigateOptions = {}): Promise<Ledger> {
  const { signal } = options;
  const work = { note: 'investigating', records: traffic.records, ...(signal && { signal }) };
  return traffic.engine.during(work, (engine) => makeLedger({ ...traffic, engine }, options));
}

async function makeLedger(traffic: Traffic, options: InvestigateOptions): Promise<Ledger> {
  const { suppressions = [], now = new Date() } = options;
  const settings = checkedThresholds(options.thresholds ?? {});
  const enriched = (await clientContexts(traffic, [])) !== null;
  const activity = await readClientActivity(traffic);
  const { window, gaps } = await captureGaps(traffic);
  const windows = await windowLimits(traffic, window);
  const investigation: Investigation = { traffic, gaps, windows, activity, settings, once: runOnce() };
  const kinds = findingKinds.filter(({ needsAddresses }) => enriched || !needsAddresses);
  const found = await findDrafts(investigation, kinds, options);
  const contexts = await clientContexts(
    traffic,
    found.flatMap((draft) => draft.clients),
  );
  const drafts = accuseOnce(found, (client) => contexts?.get(client)?.verdict === 'allow');
  const today = now.toISOString().slice(0, 10);
  const all = rankFindings(drafts.map((draft) => completeFinding(draft, contexts))).map((finding) => {
    const by = suppressionOf(finding, suppressions, today);
    return by ? { ...finding, suppressed: { reason: by.reason, expires: by.expires } } : finding;
  });
  return {
    findings: all.filter((finding) => finding.suppressed === null),
    suppressed: all.filter((finding) => finding.suppressed !== null),
    enriched,
  };
}

function runOnce(): Investigation['once'] {
  const running = new Map<object, Promise<unknown>>();
  return <Result>(query: object, run: () => Promise<Result>) => {
    const before = running.get(query) ?? run();
    running.set(query, before);
    return before as Promise<Result>;
  };
}

interface Look {
  readonly kind: FindingKindName;
  readonly signal: Signal;
  readonly candidates: Candidates;
}

/** Runs every query of some kinds, in the order of the registry, and writes down what the kinds see in it. */
async function findDrafts(
  investigation: Investigation,
  kinds: readonly FindingKind<FindingKindName>[],
  { signal: stop, onProgress }: LongOperation,
): Promise<readonly FindingDraft[]> {
  const rules = kinds.flatMap((kind) => kind.signals.map((signal) => ({ kind: kind.name, signal })));
  const queries = [...new Set(rules.map(({ signal }) => signal.query))];
  const drafts: FindingDraft[] = [];
  for (const [done, query] of queries.entries()) {
    stop?.throwIfAborted();
    const own = rules.filter(({ signal }) => signal.query === query);
    const looks: Look[] = [];
    for (const { kind, signal } of own) {
      const settings = investigation.settings[kind];
      looks.push({ kind, signal, candidates: await signal.look(investigation, settings, own.length) });
    }
    drafts.push(...writeDrafts(looks));
    onProgress?.({ done: done + 1, total: queries.length, unit: 'questions' });
  }
  return drafts;
}

/** Lets one kind report each item of a query: the first that explains it, or the most surprising. */
function writeDrafts(looks: readonly Look[]): readonly FindingDraft[] {
  const draftsOf = ({ kind, candidates }: Look, items: readonly number[]) =>
    candidates.write(items).map((evidence): FindingDraft => ({ ...evidence, kind }));
  const together = new Map<Look, number[]>();
  const drafts = (looks[0]?.candidates.surprises ?? []).flatMap((_, item) => {
    const surpriseOf = ({ candidates }: Look) => candidates.surprises[item] ?? 0;
    const explaining = looks.filter(({ candidates }) => candidates.surprises[item] !== null);
    const [first] = explaining;
    if (first === undefined) return [];
    const look =
      first.signal.query.explainedBy === 'most surprising'
        ? explaining.reduce((a, b) => (surpriseOf(b) > surpriseOf(a) ? b : a))
        : first;
    if (!look.signal.combines) return draftsOf(look, [item]);
    together.set(look, [...(together.get(look) ?? []), item]);
    return [];
  });
  return [...drafts, ...[...together].flatMap(([look, items]) => draftsOf(look, items))];
}
