import type { Finding } from '../findings/finding.js';
import type { Ledger } from '../findings/investigate.js';

/** A finding of one capture or of both. */
export type FindingChange = Pick<Finding, 'severity' | 'kind' | 'accuses' | 'sentence' | 'clients'> & {
  readonly change: 'new' | 'still' | 'gone';
};

const ORDER = { new: 0, still: 1, gone: 2 } as const;
const keyOf = ({ kind, clients }: Finding) => JSON.stringify([kind, [...clients].sort()]);

/**
 * Compares the findings of two captures: new, still there, or gone. Findings of the same kind and the same
 * clients are the same.
 *
 * @returns findings that accuse a client first, then new, still, gone
 *
 * @example
 * compareFindings(await investigate(yesterday), await investigate(today)).filter(({ change }) => change === 'new');
 */
export function compareFindings(before: Ledger, after: Ledger): readonly FindingChange[] {
  const keys = ({ findings }: Ledger) => new Set(findings.map(keyOf));
  const [earlier, later] = [keys(before), keys(after)];
  const row =
    (change: (finding: Finding) => FindingChange['change']) =>
    (finding: Finding): FindingChange => {
      const { severity, kind, accuses, sentence, clients } = finding;
      return { change: change(finding), severity, kind, accuses, sentence, clients };
    };
  return [
    ...after.findings.map(row((finding) => (earlier.has(keyOf(finding)) ? 'still' : 'new'))),
    ...before.findings.filter((finding) => !later.has(keyOf(finding))).map(row(() => 'gone')),
  ].sort((a, b) => Number(b.accuses) - Number(a.accuses) || ORDER[a.change] - ORDER[b.change]);
}
