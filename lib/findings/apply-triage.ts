import { visible } from '../text/visible.js';
import type { Finding } from './finding.js';
import type { Ledger } from './investigate.js';
import type { Triage, TriageEntry } from './triage-file.js';
import type { FindingTriage } from './triage-status.js';

const LADDER: readonly Finding['severity'][] = ['info', 'low', 'medium', 'high'];
const MAX_TARGETS = 3;

/** States that set a finding aside. */
const ASIDE: ReadonlySet<TriageEntry['status']> = new Set(['accepted', 'false positive']);

/**
 * Applies what an analyst said in an earlier report: findings that are accepted or false positives are set aside with their
 * note, until they change. A finding changes when its severity is higher, it has a new target, or an attempt may have succeeded
 * now; then it is open again and says what changed.
 *
 * @param triage result of `readTriage`
 *
 * @example
 * const ledger = applyTriage(await investigate(traffic), await readTriage('triage.json'));
 */
export function applyTriage(ledger: Ledger, { entries }: Triage): Ledger {
  const byId = new Map<string, TriageEntry>();
  for (const entry of entries) {
    const known = byId.get(entry.id);
    if (known === undefined || known.when <= entry.when) byId.set(entry.id, entry);
  }
  const all = [...ledger.findings, ...ledger.suppressed].map((finding): Finding => {
    const entry = byId.get(finding.id);
    if (entry === undefined) return finding;
    const { status, note, who, when } = entry;
    const triage: FindingTriage = { status, note, who, when, changed: changeOf(finding, entry) };
    const aside = ASIDE.has(status) && triage.changed === null;
    return {
      ...finding,
      triage,
      suppressed: finding.suppressed ?? (aside ? { reason: reasonOf(entry), expires: null } : null),
    };
  });
  return {
    ...ledger,
    findings: all.filter(({ suppressed }) => suppressed === null),
    suppressed: all.filter(({ suppressed }) => suppressed !== null),
  };
}

const reasonOf = ({ status, note, who }: TriageEntry) =>
  [status, ...(who === '' ? [] : [`by ${visible(who, 100)}`])].join(' ') +
  (note === '' ? '' : `: ${visible(note, 300)}`);

/** What is worse than at the time of the entry, in words; null where nothing is. */
function changeOf({ severity, targets, outcome }: Finding, entry: TriageEntry): string | null {
  const added = targets.filter((target) => !entry.targets.includes(target));
  const changes = [
    ...(LADDER.indexOf(severity) > LADDER.indexOf(entry.severity)
      ? [`its severity is ${severity}, it was ${entry.severity}`]
      : []),
    ...(added.length > 0
      ? [
          `it has a new target, ${added.slice(0, MAX_TARGETS).join(', ')}${added.length > MAX_TARGETS ? ' …' : ''}`,
        ]
      : []),
    ...(outcome?.result === 'possible success' && entry.outcome !== 'possible success'
      ? ['an attempt may have succeeded']
      : []),
  ];
  return changes.length === 0 ? null : changes.join('; ');
}
