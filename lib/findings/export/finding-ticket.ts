import { ADDRESS_SOURCES } from '../../enrich/address-sources.js';
import { utc } from '../../text/utc.js';
import { visible } from '../../text/visible.js';
import { NOT_LOOKED_UP } from '../complete-finding.js';
import type { Finding } from '../finding.js';
import { cellText, type FindingTable, omittedText } from '../finding-table.js';

/** Clients listed one by one. */
const MAX_LISTED = 20;

/** Escapes what Markdown would interpret. */
const literal = (text: string) => visible(text, 1000).replace(/[\\`*_{}[\]<>()#+!|~&:@/.-]/g, '\\$&');
const markdownTable = (table: FindingTable) => {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `**${table.title}**\n`,
    line(table.columns),
    line(table.columns.map(() => '---')),
    ...table.rows.map((row) => line(row.map((value) => literal(cellText(value))))),
    ...(table.omitted > 0 ? [`\nand ${omittedText(table)}`] : []),
  ].join('\n');
};
/** A fence longer than any run of backticks inside. */
const fenced = (text: string) => {
  const runs = text.match(/`+/g) ?? [];
  const fence = '`'.repeat(Math.max(3, ...runs.map((run) => run.length + 1)));
  return `${fence}sql\n${text}\n${fence}`;
};

/**
 * Converts a finding to a ticket in Markdown: what was seen, severity and confidence, harmless explanations,
 * evidence with its SQL, next step. Text from records is escaped.
 *
 * @returns Markdown text
 *
 * @example
 * console.log(findingTicket(ledger.findings[0]));
 */
export function findingTicket(finding: Finding): string {
  const { technique, clients } = finding;
  const rest = clients.length - MAX_LISTED;
  return [
    `# ${finding.severity}: ${finding.kind} (${finding.id})`,
    literal(finding.sentence),
    [
      `- **When** ${utc(finding.from)} to ${utc(finding.to)} UTC`,
      `- **Severity** ${finding.severity}: ${finding.severityReason}`,
      `- **Confidence** ${finding.confidence}: ${finding.confidenceReason}`,
      `- **ATT&CK** ${technique === null ? 'none that this evidence supports' : `[${technique.id} ${technique.name}](${technique.url})${technique.claim === 'hypothesis' ? ', a hypothesis: these records alone do not prove it' : ''}`}`,
    ].join('\n'),
    '## Rule out first',
    finding.benign.map((text) => `- ${text}`).join('\n'),
    '## Sources',
    clients.length === 0
      ? 'It is about the capture, not about a source.'
      : [
          ...clients.slice(0, MAX_LISTED).map((client) => `- ${literal(client)}`),
          ...(rest > 0 ? [`- and ${rest} more`] : []),
          ...finding.context.map((text) => `- ${literal(text)}`),
          ...(finding.context.includes(NOT_LOOKED_UP) ? [] : ['', ADDRESS_SOURCES]),
        ].join('\n'),
    '## Evidence',
    Object.entries(finding.evidence.numbers)
      .map(([name, value]) => `- ${name}: ${typeof value === 'number' ? value : literal(value)}`)
      .join('\n'),
    ...finding.evidence.tables.map(markdownTable),
    fenced(finding.evidence.sql),
    '## Next step',
    `${finding.nextStep}\n`,
  ].join('\n\n');
}
