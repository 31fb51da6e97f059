import type { Finding } from './finding.js';

const WEIGHT = { info: 0, low: 1, medium: 2, high: 3 } as const;
/** What explains records harmlessly stands before any accusation of the same weight. */
const FIRST = new Set(['known network', 'capture gap']);

/**
 * Orders findings as they should be read: benign explanations and gaps first, then by severity, by confidence and
 * by time.
 *
 * @example
 * const [first] = rankFindings(ledger.findings);
 */
export function rankFindings(findings: readonly Finding[]): readonly Finding[] {
  const key = (finding: Finding) =>
    (FIRST.has(finding.kind) ? 100 : 0) +
    10 * WEIGHT[finding.severity] +
    { low: 0, medium: 1, high: 2 }[finding.confidence];
  return [...findings].sort(
    (a, b) =>
      key(b) - key(a) ||
      (a.kind === 'known network' && b.kind === 'known network'
        ? Number(b.evidence.numbers.records) - Number(a.evidence.numbers.records)
        : 0) ||
      a.from.getTime() - b.from.getTime() ||
      (a.id < b.id ? -1 : 1),
  );
}
