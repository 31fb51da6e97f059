import { captureGaps } from '../analyze/capture-gaps.js';
import { withOperation } from '../engine/with-operation.js';
import type { Traffic } from '../load/traffic.js';
import type { LongOperation } from '../progress/long-operation.js';
import { completeFinding } from './complete-finding.js';
import { draftFacts } from './draft-facts.js';
import { draftKnownNetworks } from './draft-known-networks.js';
import { draftTime } from './draft-time.js';
import type { Finding, FindingDraft } from './finding.js';
import { findingKinds } from './finding-kind.js';
import { judgeLists } from './judge-lists.js';
import { judgeLoginFailures } from './judge-login-failures.js';
import { judgeOverload } from './judge-overload.js';
import { judgeRepeats } from './judge-repeats.js';
import { judgeRequests } from './judge-requests.js';
import { judgeSameSize } from './judge-same-size.js';
import { judgeSources } from './judge-sources.js';
import { rankFindings } from './rank-findings.js';
import { sourceContexts } from './source-context.js';
import { sourceSuspects } from './source-suspects.js';
import { type Suppression, suppressionOf } from './suppression.js';
import { windowLimits } from './window-limits.js';

/** Everything that was found, in the order in which to read it. */
export interface Ledger {
  readonly findings: readonly Finding[];
  /** Left out for now, each with reason and expiry. */
  readonly suppressed: readonly Finding[];
  /** Whether owners and lists were looked up (`enrichAddresses`). */
  readonly enriched: boolean;
}

/** What may be said to `investigate`. */
export interface InvestigateOptions extends LongOperation {
  readonly suppressions?: readonly Suppression[];
  /** For expiry dates; now when left out. */
  readonly now?: Date;
}

/**
 * Asks every question of an investigation and writes a ledger of findings: de-duplicated (a source is accused once,
 * of what explains most), benign explanations first, ranked. Run `enrichAddresses` before, so that it knows
 * owners, lists, and whom the analyst allows (never accused).
 *
 * @throws the signal's reason when stopped
 *
 * @example
 * await enrichAddresses(traffic);
 * const ledger = await investigate(traffic);
 * console.log(ledger.findings.map((finding) => finding.sentence).join('\n'));
 */
export async function investigate(traffic: Traffic, options: InvestigateOptions = {}): Promise<Ledger> {
  const { signal } = options;
  try {
    return await withOperation(traffic, 'investigating', { ...(signal && { signal }) }, (traffic) =>
      answers(traffic, options),
    );
  } finally {
    // Here and not where they are made, since whatever is asked of DuckDB after the signal is interrupted.
    if (!traffic.remote)
      await traffic.connection.run(
        'drop table if exists temp.source_activity; drop table if exists temp.signed_requests',
      );
  }
}

async function answers(traffic: Traffic, options: InvestigateOptions): Promise<Ledger> {
  const { onProgress, suppressions = [], now = new Date() } = options;
  const enriched = (await sourceContexts(traffic, [])) !== null;
  const found = await sourceSuspects(traffic);
  const { window, gaps } = await captureGaps(traffic);
  const limits = await windowLimits(traffic, window);
  const { capture_seconds: capture, sources } = found.totals;
  type Question = () => Promise<readonly FindingDraft[]>;
  const aboutAll: readonly Question[] = [
    ...(enriched ? [() => draftKnownNetworks(traffic), () => judgeLists(traffic)] : []),
    () => draftFacts(traffic, gaps),
    () => draftTime(traffic, gaps),
  ];
  // The order settles whose word counts when two explain the same sources: the more specific first.
  const judges: readonly Question[] = [
    () => judgeRequests(traffic),
    () => judgeLoginFailures(traffic, limits.seconds),
    () => judgeOverload(traffic, limits),
    () => judgeRepeats(traffic, capture, sources),
    () => judgeSameSize(traffic),
    async () => judgeSources(found),
  ];
  const total = aboutAll.length + judges.length;
  let done = 0;
  const draftsOf = async (questions: readonly Question[]) => {
    const drafts: FindingDraft[] = [];
    for (const question of questions) {
      options.signal?.throwIfAborted();
      drafts.push(...(await question()));
      done += 1;
      onProgress?.({ done, total, unit: 'questions' });
    }
    return drafts;
  };
  const facts = await draftsOf(aboutAll);
  const accusations = await draftsOf(judges);
  const contexts = await sourceContexts(
    traffic,
    [...facts, ...accusations].flatMap((draft) => draft.sources),
  );
  const allowed = (source: string) => contexts?.get(source)?.verdict === 'allow';
  const accused = accuseOnce(accusations, allowed);
  const suspects = new Set(accused.flatMap((draft) => draft.sources));
  // A regular client that is accused of something is no harmless one.
  const harmless = facts.filter(
    (draft) => draft.kind !== 'regular client' || !draft.sources.some((source) => suspects.has(source)),
  );
  const drafts = [...harmless, ...accused];
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

/** Leaves out whom the analyst allows, and each source after its first accusation. */
function accuseOnce(
  drafts: readonly FindingDraft[],
  allowed: (source: string) => boolean,
): readonly FindingDraft[] {
  const accused = new Set<string>();
  return drafts.flatMap((draft) => {
    if (!findingKinds[draft.kind].accuses) return [draft];
    const sources = draft.sources.filter((source) => !allowed(source));
    const fresh = sources.filter((source) => !accused.has(source));
    // What is left of a group that was explained otherwise is no group.
    if (fresh.length === 0 || fresh.length < 0.5 * sources.length) return [];
    for (const source of fresh) accused.add(source);
    return [{ ...draft, sources: fresh }];
  });
}
