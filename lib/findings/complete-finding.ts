import { quoteLiteral } from '../engine/sql-text.js';
import { formatCount } from '../text/format-count.js';
import { utc } from '../text/utc.js';
import { visible } from '../text/visible.js';
import type { ClientContext } from './client-context.js';
import type { Finding, FindingDraft, FindingOutcome } from './finding.js';
import { findingIds } from './finding-id.js';
import type { FindingKind, Severity } from './kinds/finding-kind.js';
import { accuses, kindOf } from './kinds/index.js';
import { ageText, listAge } from './list-age.js';
import type { RequestDetails } from './request-details.js';
import { techniques } from './techniques.js';

const LADDER: readonly Severity[] = ['info', 'low', 'medium', 'high'];
/** Networks whose odd records are most often harmless. */
const BENIGN_KINDS = new Set(['gateway', 'scanner', 'crawler', 'monitor', 'cdn']);
/** e^-30: a smaller probability is negligible for any number of clients. */
const HIGH_CONFIDENCE = 30;

/** The context of a finding where `enrichAddresses` was not run. */
export const NOT_LOOKED_UP = 'Owners and lists were not looked up.';

/**
 * Completes a draft with severity and confidence, their reasons, context, technique, SQL, tables, outcome and
 * next step.
 */
export function completeFinding(
  draft: FindingDraft,
  contexts: ReadonlyMap<string, ClientContext> | null,
  {
    id = findingIds([draft])[0]!,
    details,
  }: { readonly id?: string; readonly details?: RequestDetails | undefined } = {},
): Finding {
  const { id: _, ...ofRule } = draft.ofRule ?? {};
  const kind = { ...kindOf(draft.kind), ...ofRule };
  const known = draft.clients.flatMap((client) => contexts?.get(client) ?? []);
  const vouched = known.filter((context) => context.kind !== null && BENIGN_KINDS.has(context.kind)).length;
  const listed = accuses(kind) && draft.clients.length > 0 && vouched === draft.clients.length;
  // Where an explanation comes first, nothing was attempted.
  const outcome = draft.explained === undefined ? (details?.outcome ?? null) : null;
  const technique = techniques.get(draft.technique ?? kind.technique ?? '');
  return {
    id,
    kind: draft.kind,
    title: titleOf(draft, kind),
    accuses: accuses(kind) && draft.explained === undefined,
    sentence: visible(
      [
        draft.sentence,
        ...(outcome ? [outcome.sentence] : []),
        ...(draft.explained === undefined ? [] : [`First explanation: ${draft.explained}.`]),
      ].join(' '),
      1000,
    ),
    ...severityOf(draft, kind, outcome, listed && (furthest(known, draft) ?? 0)),
    ...confidence(draft, kind),
    from: draft.from,
    to: draft.to,
    clients: draft.clients,
    targets: targetsOf(draft),
    context: describeClients(draft, kind, contexts),
    technique: technique ? { ...technique, claim: kind.claim } : null,
    benign: kind.falsePositives,
    evidence: {
      numbers: draft.numbers,
      tables: details?.tables ?? [],
      ...(draft.ruleTechniques && { ruleTechniques: draft.ruleTechniques }),
      sql: sqlOf(draft),
    },
    outcome,
    nextStep: kind.nextStep,
    suppressed: null,
  };
}

/** The rule's own name, where a rule of the analyst matched. */
const titleOf = ({ ofRule, numbers }: FindingDraft, { title }: FindingKind): string =>
  ofRule === undefined ? title : visible(String(numbers.rule), 100);

/** Names of rules one by one, else the server; none where the evidence names neither. */
const targetsOf = ({ target, numbers }: FindingDraft): readonly string[] =>
  target === undefined
    ? []
    : (typeof numbers.rules === 'string' ? numbers.rules.split(', ') : [target]).map((one) =>
        visible(one, 100),
      );

/** Days between a finding and the list that is furthest from it, where that is too far. */
const furthest = (contexts: readonly ClientContext[], span: FindingDraft): number | null =>
  listAge(
    contexts.map(({ known }) => known?.split('; ')[0] ?? ''),
    span,
  );

/** The severity of the kind: a step more where attempts may have succeeded, a step less where all were refused. */
function severityOf(
  { explained }: FindingDraft,
  kind: FindingKind,
  outcome: FindingOutcome | null,
  /** Days between the lists of all its clients and its records; false where not all are listed. */
  listed: number | false,
): Pick<Finding, 'severity' | 'severityReason'> {
  if (!accuses(kind)) return { severity: kind.severity, severityReason: kind.severityReason };
  if (explained !== undefined)
    return { severity: 'info', severityReason: `${kind.severityReason}; but ${explained}` };
  const succeeded = outcome?.result === 'possible success';
  const refused = outcome?.result === 'refused';
  const step = Number(succeeded) - Number(refused) - Number(listed !== false);
  const place = Math.min(LADDER.length - 1, Math.max(1, LADDER.indexOf(kind.severity) + step));
  return {
    severity: LADDER[place]!,
    severityReason: [
      kind.severityReason,
      ...(succeeded ? ['raised, since attempts may have succeeded'] : []),
      ...(refused ? ['lowered, since all were refused'] : []),
      ...(listed === false
        ? []
        : [`lowered, since all its sources are listed${listed === 0 ? '' : ` (${ageText(listed)})`}`]),
    ].join('; '),
  };
}

function confidence(
  { surprise }: FindingDraft,
  { claim }: FindingKind,
): Pick<Finding, 'confidence' | 'confidenceReason'> {
  if (surprise === null)
    return claim === 'evidence'
      ? { confidence: 'high', confidenceReason: 'counted, not inferred' }
      : { confidence: 'low', confidenceReason: 'the numbers are certain, what they mean is not' };
  const chance = `by chance at most once in 10^${Math.floor(surprise / Math.LN10)}`;
  if (claim === 'hypothesis')
    return { confidence: 'low', confidenceReason: `${chance}, but harmless causes look the same` };
  return surprise > HIGH_CONFIDENCE
    ? { confidence: 'high', confidenceReason: chance }
    : { confidence: 'medium', confidenceReason: `${chance}, before so many sources were looked at` };
}

function describeClients(
  { clients }: FindingDraft,
  { namesLists }: FindingKind,
  contexts: ReadonlyMap<string, ClientContext> | null,
): readonly string[] {
  if (clients.length === 0) return [];
  if (contexts === null) return [NOT_LOOKED_UP];
  const words = new Map<string, number>();
  for (const client of clients) {
    const context = contexts.get(client);
    const listed = namesLists ? null : (context?.known ?? 'on no public list');
    const text = [context?.owner ?? context?.special ?? 'owner unknown', listed, context?.comment]
      .filter((part): part is string => part !== null && part !== undefined && part !== '')
      .join(', ');
    words.set(text, (words.get(text) ?? 0) + 1);
  }
  return [...words]
    .sort((a, b) => b[1] - a[1])
    .slice(0, 5)
    .map(([text, n]) => `${formatCount(n, 'source')}: ${visible(text, 300)}`);
}

function sqlOf({ clients, from, to, where }: FindingDraft): string {
  const conditions = [
    `creation_time >= timestamp '${utc(from)}'`,
    `creation_time <= timestamp '${utc(to)}'`,
    ...(clients.length > 0 ? [`src_ip in (${clients.map(quoteLiteral).join(', ')})`] : []),
    ...(where === undefined ? [] : [where]),
  ];
  return `select * from traffic\nwhere ${conditions.join('\n  and ')}\norder by creation_time, row_id`;
}
