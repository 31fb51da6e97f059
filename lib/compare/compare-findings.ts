import type { Finding } from '../findings/finding.js';
import type { Ledger } from '../findings/investigate.js';

/** A finding of one or both of two captures. */
export type FindingChange = Pick<Finding, 'severity' | 'kind' | 'accuses' | 'sentence' | 'clients'> & {
  readonly change: 'new' | 'still' | 'gone';
};

const ORDER = { new: 0, still: 1, gone: 2 } as const;
const about = ({ kind, clients }: Finding) => JSON.stringify([kind, [...clients].sort()]);

/**
 * Says which findings are new, which still hold and which are gone: two are the same where their kind and their clients
 * are. Those that accuse somebody come first.
 *
 * @example
 * compareFindings(await investigate(yesterday), await investigate(today)).filter(({ change }) => change === 'new');
 */
export function compareFindings(before: Ledger, after: Ledger): readonly FindingChange[] {
  const keys = ({ findings }: Ledger) => new Set(findings.map(about));
  const [earlier, later] = [keys(before), keys(after)];
  const row =
    (change: (finding: Finding) => FindingChange['change']) =>
    (finding: Finding): FindingChange => {
      const { severity, kind, accuses, sentence, clients } = finding;
      return { change: change(finding), severity, kind, accuses, sentence, clients };
    };
  return [
    ...after.findings.map(row((finding) => (earlier.has(about(finding)) ? 'still' : 'new'))),
    ...before.findings.filter((finding) => !later.has(about(finding))).map(row(() => 'gone')),
  ].sort((a, b) => Number(b.accuses) - Number(a.accuses) || ORDER[a.change] - ORDER[b.change]);
}
