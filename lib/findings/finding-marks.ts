import type { FindingMark } from '../charts/finding-ticks.js';
import type { Finding } from './finding.js';
import { kindOf } from './kinds/index.js';

/**
 * Makes the findings that accuse clients into marks for a timeline. The others are left out: they describe the
 * data or explain the population, and the timeline shades gaps itself.
 *
 * @example
 * show(trafficTimeline(await trafficOverTime(traffic), { findings: findingMarks(ledger) }));
 */
export function findingMarks({
  findings,
}: {
  readonly findings: readonly Pick<
    Finding,
    'id' | 'kind' | 'accuses' | 'severity' | 'clients' | 'from' | 'to'
  >[];
}): readonly FindingMark[] {
  return findings
    .filter(({ accuses }) => accuses)
    .map(({ id, kind, severity, clients, from, to }) => ({
      id,
      severity,
      title: kindOf(kind).title,
      clients,
      from,
      to,
    }));
}
