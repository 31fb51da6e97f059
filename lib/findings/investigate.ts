import { captureGaps } from '../analyze/capture-gaps.js';
import { shownName } from '../load/file-names.js';
import { behindMasks } from '../load/redact/behind-masks.js';
import { maskedText } from '../load/redact/redact.js';
import type { Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';
import { loadRules } from '../rules/load-rules.js';
import { matchRules } from '../rules/match-rules.js';
import { checkOptions } from '../text/check-options.js';
import { duration } from '../text/duration.js';
import { utc } from '../text/utc.js';
import { visible } from '../text/visible.js';
import { applyTriage } from './apply-triage.js';
import { clientContexts } from './client-context.js';
import { completeFinding } from './complete-finding.js';
import type { Finding, FindingDraft } from './finding.js';
import { type LedgerActivity, ledgerActivity } from './finding-activity.js';
import { findingIds } from './finding-id.js';
import type { Candidates, FindingKind, Investigation, Signal } from './kinds/finding-kind.js';
import {
  accuses,
  checkedThresholds,
  type FindingKindName,
  findingKinds,
  kindOf,
  type ThresholdOptions,
} from './kinds/index.js';
import { accuseOnce, rankFindings, type Suppression, suppressionOf } from './order-findings.js';
import { readClientActivity } from './queries/client-scan.js';
import { requestDetails } from './request-details.js';
import { type Searched, searchedFor } from './searched.js';
import { readTriage } from './triage-file.js';
import { windowLimits } from './window-limits.js';

/** Result of {@link investigate}. */
export interface Ledger {
  /** Findings in reading order: harmless explanations first, then by severity, confidence and time. */
  readonly findings: readonly Finding[];
  /** Findings that a suppression hides, each with its reason and expiry. */
  readonly suppressed: readonly Finding[];
  /** Whether owners and lists were looked up (`enrichAddresses`). */
  readonly enriched: boolean;
  /** What was looked for, and what these records cannot show. */
  readonly searched: Searched;
  /** What the clients of the findings did over time, for figures of them. */
  readonly activity?: LedgerActivity;
  /** Files and time range, by which an exported page keeps its triage. */
  readonly report?: string;
  /** Why an earlier triage was not applied. */
  readonly triageNote?: string;
}

/** Options of {@link investigate}. `onProgress` gets the number of queries. */
export interface InvestigateOptions extends LongOperation {
  /** Findings to hide, each with a reason and an expiry; none by default. */
  readonly suppressions?: readonly Suppression[];
  /** Time to which the expiry of suppressions is compared; now by default. */
  readonly now?: Date;
  /**
   * Folder of Sigma rules, relative to the working directory, that are matched beside the project's own; see
   * `loadRules`. None by default, and for an empty text.
   */
  readonly rules?: string;
  /**
   * File with the triage of an earlier report, relative to the working directory (`readTriage`): what is accepted or a
   * false positive there is set aside until it changes. None by default, and for an empty text.
   */
  readonly triage?: string;
  /** Thresholds by kind and name, in place of the kinds' own; `thresholdGuide()` lists them. */
  readonly thresholds?: ThresholdOptions;
}

/**
 * Looks for every kind of finding and returns a ledger of them, ranked, harmless explanations first. A client
 * is accused once, by the kind that explains most. Run `enrichAddresses` before: then owners and lists are
 * known, and clients that the analyst allows are never accused.
 *
 * @param options `rules`, `thresholds`, `suppressions`, `triage`, `now`, `signal` and `onProgress`
 * @throws the signal's reason when stopped; a RangeError for a threshold that does not exist or is out of
 *   range; an InputError of a rule that cannot be used
 *
 * @example
 * await enrichAddresses(traffic);
 * const ledger = await investigate(traffic, { thresholds: { 'brute force': { failures: 20 } } });
 * console.log(ledger.findings.map((finding) => finding.sentence).join('\n'));
 */
export function investigate(traffic: Traffic, options: InvestigateOptions = {}): Promise<Ledger> {
  checkOptions('investigate', options, [
    'suppressions',
    'now',
    'rules',
    'triage',
    'thresholds',
    'signal',
    'onProgress',
  ]);
  const { signal } = options;
  const work = { note: 'investigating', records: traffic.records, ...(signal && { signal }) };
  return traffic.engine.during(work, (engine) => makeLedger({ ...traffic, engine }, options));
}

async function makeLedger(traffic: Traffic, options: InvestigateOptions): Promise<Ledger> {
  const { suppressions = [], now = new Date() } = options;
  const written = (text: string) => (behindMasks(traffic.engine) ? maskedText(text) : text);
  // Before minutes of work.
  const triage = options.triage ? await readTriage(options.triage) : null;
  const settings = checkedThresholds(options.thresholds ?? {});
  const stop = { ...(options.signal && { signal: options.signal }) };
  const { rules } = await matchRules(traffic, {
    rules: await loadRules(options.rules || undefined, stop),
    ...stop,
  });
  const enriched = (await clientContexts(traffic, [])) !== null;
  const activity = await readClientActivity(traffic);
  const { window, gaps } = await captureGaps(traffic);
  const windows = await windowLimits(traffic, window);
  const investigation: Investigation = { traffic, gaps, windows, activity, settings, once: runOnce() };
  const kinds = findingKinds.filter(({ needsAddresses }) => enriched || !needsAddresses);
  const allDrafts = await findDrafts(investigation, kinds, options);
  const contexts = await clientContexts(
    traffic,
    allDrafts.flatMap((draft) => draft.clients),
  );
  const drafts = accuseOnce(allDrafts, (client) => contexts?.get(client)?.verdict === 'allow');
  const today = now.toISOString().slice(0, 10);
  const details = await requestDetails(traffic, drafts);
  const ids = findingIds(drafts);
  const complete = drafts.map((draft, place) =>
    completeFinding(draft, contexts, { id: ids[place]!, details: details.get(draft) }),
  );
  const did = await ledgerActivity(traffic, complete);
  const all = rankFindings(complete.map((finding) => withServers(finding, did))).map((finding) => {
    const by = suppressionOf(finding, suppressions, today);
    return by ? { ...finding, suppressed: { reason: written(by.reason), expires: by.expires } } : finding;
  });
  const ledger: Ledger = {
    findings: all.filter((finding) => finding.suppressed === null),
    suppressed: all.filter((finding) => finding.suppressed !== null),
    enriched,
    searched: await searchedFor(traffic, rules),
    activity: did,
    report: reportName(traffic, did),
  };
  if (triage === null) return ledger;
  if (traffic.accounts.some(({ masked }) => masked)) return { ...ledger, triageNote: MASKED_TRIAGE };
  return applyTriage(ledger, triage);
}

const MASKED_TRIAGE =
  'The triage of the earlier report was not applied: in a redacted report, ids of findings are those of masked addresses.';

const reportName = ({ accounts }: Traffic, { start, width, bins }: LedgerActivity): string =>
  `${accounts.map(({ file }) => shownName(file)).join(', ')}; ${utc(new Date(start))}, ${duration((width * bins) / 1000)}`;

/** A finding whose evidence names no target is about the servers of its records, where these are few. */
function withServers(finding: Finding, { byFinding }: LedgerActivity): Finding {
  const { top, all } = byFinding.get(finding.id)?.servers ?? { top: [], all: 0 };
  if (!finding.accuses || finding.targets.length > 0 || all > top.length) return finding;
  return { ...finding, targets: top.map(({ name }) => visible(name, 100)) };
}

function runOnce(): Investigation['once'] {
  const running = new Map<object, Promise<unknown>>();
  return <Result>(query: object, run: () => Promise<Result>) => {
    const result = running.get(query) ?? run();
    running.set(query, result);
    return result as Promise<Result>;
  };
}

interface Look {
  readonly kind: FindingKindName;
  readonly signal: Signal;
  readonly candidates: Candidates;
}

/** Runs every query of some kinds, in the order of the registry, and returns the evidence of the kinds. */
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
    const accused = new Set(drafts.flatMap((draft) => (isAccusation(draft) ? draft.clients : [])));
    drafts.push(...writeDrafts(looks, accused));
    onProgress?.({ done: done + 1, total: queries.length, unit: 'queries' });
  }
  return drafts;
}

const isAccusation = ({ kind, explained }: FindingDraft) =>
  accuses(kindOf(kind)) && !kindOf(kind).independent && explained === undefined;

/**
 * Lets one kind report each item of a query: the first that explains it, or the most surprising. Evidence that is merged
 * is only of clients that are not accused yet.
 */
function writeDrafts(looks: readonly Look[], accused: ReadonlySet<string>): readonly FindingDraft[] {
  const draftsOf = ({ kind, candidates }: Look, items: readonly number[]) =>
    candidates.write(items).map((evidence): FindingDraft => ({ ...evidence, kind }));
  const isAccused = (clients: readonly string[]) =>
    clients.length > 0 && clients.every((client) => accused.has(client));
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
    if (accuses(kindOf(look.kind)) && isAccused(look.candidates.clientsOf(item))) return [];
    together.set(look, [...(together.get(look) ?? []), item]);
    return [];
  });
  return [...drafts, ...[...together].flatMap(([look, items]) => draftsOf(look, items))];
}
