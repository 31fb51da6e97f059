import type { Finding, FindingDraft } from './finding.js';
import { accuses, kindOf } from './kinds/index.js';

const WEIGHT = { info: 0, low: 1, medium: 2, high: 3 } as const;
/** Smallest share of a group's clients that must remain. */
const MIN_LEFT = 0.5;

/**
 * Leaves out clients that the analyst allows, and each client after its first accusation; findings that call
 * an accused client harmless are left out as well.
 *
 * @param drafts in the order of the registry's queries
 * @param allowed whether the analyst allows a client
 */
export function accuseOnce(
  drafts: readonly FindingDraft[],
  allowed: (client: string) => boolean,
): readonly FindingDraft[] {
  const accused = new Set<string>();
  const remaining = drafts.flatMap((draft) => {
    const kind = kindOf(draft.kind);
    if (!accuses(kind) || draft.explained !== undefined) return [draft];
    const clients = draft.clients.filter((client) => !allowed(client));
    if (kind.independent && (draft.ofRule === undefined || clients.length === draft.clients.length))
      return [draft];
    const fresh = kind.independent ? clients : clients.filter((client) => !accused.has(client));
    if (fresh.length === 0 || fresh.length < MIN_LEFT * clients.length) return [];
    if (!kind.independent) for (const client of fresh) accused.add(client);
    const spared = draft.clients.length - clients.length;
    const sentence = spared > 0 ? `${draft.sentence} ${sparedText(spared)}` : draft.sentence;
    return [{ ...draft, clients: fresh, sentence, allowed: spared }];
  });
  return remaining.filter(
    ({ kind, clients }) => !kindOf(kind).harmless || !clients.some((client) => accused.has(client)),
  );
}

/** Numbers in the sentence count allowed clients too, since they took part. */
const sparedText = (spared: number): string =>
  spared === 1
    ? '1 of them is on your allow list and not accused.'
    : `${spared} of them are on your allow list and not accused.`;

/**
 * Whether a finding explains records before any accusation. Lists of VPNs do not, since single addresses of all kinds are on
 * them, and neither do lists that are much older or younger than the records.
 */
export const leads = ({ kind, evidence: { numbers } }: Finding): boolean =>
  kindOf(kind).readFirst === true && numbers.list !== 'vpn' && numbers.daysYounger === undefined;

/**
 * Orders findings as they should be read: benign explanations and gaps first, then by severity, by outcome
 * (possible success first, refused last), by confidence and by time.
 */
export function rankFindings(findings: readonly Finding[]): readonly Finding[] {
  const key = (finding: Finding) =>
    (leads(finding) ? 100 : 0) +
    10 * WEIGHT[finding.severity] +
    { 'possible success': 6, failed: 3, answered: 3, unknown: 3, refused: 0 }[
      finding.outcome?.result ?? 'unknown'
    ] +
    { low: 0, medium: 1, high: 2 }[finding.confidence];
  const number = ({ kind, evidence }: Finding) => Number(evidence.numbers[kindOf(kind).rankedBy ?? ''] ?? 0);
  return [...findings].sort(
    (a, b) =>
      key(b) - key(a) ||
      (a.kind === b.kind ? number(b) - number(a) : 0) ||
      a.from.getTime() - b.from.getTime() ||
      (a.id < b.id ? -1 : 1),
  );
}

/** Hides a finding until a day. */
export interface Suppression {
  /** The id of the finding, or a client address (hides findings of which all clients are suppressed). */
  readonly match: string;
  readonly reason: string;
  /** First day (UTC, `2026-12-31`) on which the finding is shown again. */
  readonly expires: string;
}

/**
 * Finds the suppression that holds for a finding today.
 *
 * @param today `2026-11-23`
 * @throws a RangeError when a suppression has no reason or no date
 */
export function suppressionOf(
  finding: { readonly id: string; readonly clients: readonly string[] },
  suppressions: readonly Suppression[],
  today: string,
): Suppression | null {
  for (const { match, reason, expires } of suppressions)
    if (reason.trim() === '' || !/^\d{4}-\d\d-\d\d$/.test(expires))
      throw new RangeError(
        `The suppression of ${match} needs a reason and a day on which it ends, such as 2026-12-31.`,
      );
  const holding = suppressions.filter(({ expires }) => expires > today);
  const byId = holding.find(({ match }) => match === finding.id);
  if (byId) return byId;
  const each = finding.clients.map((client) => holding.find(({ match }) => match === client));
  return each.length > 0 && each.every((suppression) => suppression !== undefined) ? (each[0] ?? null) : null;
}
