import { ADDRESS_SOURCES } from '../../enrich/address-sources.js';
import type { Finding } from '../finding.js';
import { noteText } from '../finding-row.js';
import type { Ledger } from '../investigate.js';
import { addressBlock, findingSections, literal } from './finding-ticket.js';

/**
 * Converts a ledger to Markdown: accusations with their evidence, next step and all addresses, then context
 * and what an analyst set aside. Text from records is escaped.
 *
 * @returns Markdown text, to stand below a heading of level 2
 *
 * @example
 * console.log(findingsMarkdown(await investigate(traffic)));
 */
export function findingsMarkdown({ findings, suppressed, enriched, triageNote }: Ledger): string {
  const accusing = findings.filter(({ accuses }) => accuses);
  const context = findings.filter(({ accuses }) => !accuses);
  return [
    ...(accusing.length === 0
      ? ['Nothing was found that accuses a client; that is no proof that there was no attack.']
      : []),
    ...accusing.flatMap((finding) => [
      `### ${finding.severity}: ${literal(finding.title)}`,
      findingSections(finding, 4),
    ]),
    ...(context.length > 0 ? ['### Context', ...context.flatMap(brief)] : []),
    ...(suppressed.length > 0
      ? ['### Accepted, false positive or suppressed', ...suppressed.flatMap(brief)]
      : []),
    ...(triageNote === undefined ? [] : [literal(triageNote)]),
    enriched ? ADDRESS_SOURCES : 'Owners and lists were not looked up.',
  ].join('\n\n');
}

/** What was seen, the next step and the addresses. */
function brief(finding: Finding): readonly string[] {
  const note = noteText(finding);
  return [
    `**${literal(finding.title)}** (${finding.id}). ${literal(finding.sentence)}${note === '' ? '' : ` ${literal(note)}`}`,
    `Next step: ${literal(finding.nextStep)}`,
    ...(finding.clients.length > 0 ? [addressBlock(finding)] : []),
  ];
}
