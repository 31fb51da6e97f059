import { ADDRESS_SOURCES } from '../../enrich/address-sources.js';
import { formatCount } from '../../text/format-count.js';
import { utc } from '../../text/utc.js';
import { visible } from '../../text/visible.js';
import { NOT_LOOKED_UP } from '../complete-finding.js';
import type { Finding } from '../finding.js';
import { noteText } from '../finding-row.js';
import { cellText, type FindingTable, omittedText } from '../finding-table.js';

/** Escapes what Markdown would interpret: marks, links that need none, and what begins a list or a heading. */
export const literal = (text: string) =>
  visible(text, 1000)
    .replace(/[\\`*_{}[\]<>#!|~&@$]/g, '\\$&')
    .replaceAll('://', '\\://')
    .replace(/www\./gi, (www) => `${www.slice(0, 3)}\\.`)
    .replace(/^(\s*)([-+=])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])(?=\s|$)/, '$1\\$2');

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

/** A code block whose fence is longer than any run of backticks inside, so that no text ends it. */
function fenced(text: string, language: 'sql' | 'text'): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length + 1);
  const fence = '`'.repeat(runs.reduce((longest, length) => Math.max(longest, length), 3));
  return `${fence}${language}\n${text}\n${fence}`;
}

/** All addresses of a finding, one a line, in a block that can be copied. */
export const addressBlock = ({ clients }: Finding): string =>
  fenced(clients.map((client) => visible(client, 200)).join('\n'), 'text');

const claimText = ({ technique }: Finding): string =>
  technique === null
    ? 'none that this evidence supports'
    : `[${technique.id} ${technique.name}](${technique.url})${technique.claim === 'hypothesis' ? ', a hypothesis: these records alone do not prove it' : ''}`;

/** All of a finding but its heading, in Markdown, with headings of the given level. */
export function findingSections(finding: Finding, level: number): string {
  const { clients, context, evidence } = finding;
  const heading = (text: string) => `${'#'.repeat(level)} ${text}`;
  const note = noteText(finding);
  return [
    literal(finding.sentence),
    [
      `- **When** ${utc(finding.from)} to ${utc(finding.to)} UTC`,
      `- **Severity** ${finding.severity}: ${literal(finding.severityReason)}`,
      `- **Confidence** ${finding.confidence}: ${literal(finding.confidenceReason)}`,
      `- **ATT&CK** ${claimText(finding)}`,
      ...(note === '' ? [] : [`- **Triage** ${literal(note)}`]),
      `- **Kind and id** ${finding.kind}, ${finding.id}`,
    ].join('\n'),
    heading('Next step'),
    literal(finding.nextStep),
    heading('Rule out first'),
    finding.benign.map((text) => `- ${literal(text)}`).join('\n'),
    heading('Addresses'),
    ...(clients.length === 0
      ? ['It is about the capture, not about a client.']
      : [
          `${formatCount(clients.length, 'client')}${clients.length > 1 ? ', one a line' : ''}:`,
          addressBlock(finding),
        ]),
    ...(context.length > 0 ? [context.map((text) => `- ${literal(text)}`).join('\n')] : []),
    ...(context.length > 0 && !context.includes(NOT_LOOKED_UP) ? [ADDRESS_SOURCES] : []),
    heading('Evidence'),
    Object.entries(evidence.numbers)
      .map(([name, value]) => `- ${name}: ${typeof value === 'number' ? value : literal(value)}`)
      .join('\n'),
    ...evidence.tables.map(markdownTable),
    'The records in SQL:',
    fenced(evidence.sql, 'sql'),
  ].join('\n\n');
}

/**
 * Converts a finding to a ticket in Markdown: what was seen, severity and confidence, next step, harmless
 * explanations, all addresses in a block to copy, evidence with its SQL. Text from records is escaped and ends
 * no block.
 *
 * @returns Markdown text
 *
 * @example
 * console.log(findingTicket(ledger.findings[0]));
 */
export const findingTicket = (finding: Finding): string =>
  `# ${finding.severity}: ${literal(finding.title)} (${finding.id})\n\n${findingSections(finding, 2)}\n`;
