import Papa from 'papaparse';
import { FORMULA } from '../../text/formula.js';
import { visible } from '../../text/visible.js';
import type { Finding } from '../finding.js';
import { cellText } from '../finding-table.js';
import type { Ledger } from '../investigate.js';

/** Different values of columns of one of a finding's tables; nothing where it has no such table or column. */
function listOf({ evidence }: Finding, title: string, ...names: readonly string[]): string {
  const table = evidence.tables.find((each) => each.title === title);
  if (!table || names.some((name) => !table.columns.includes(name))) return '';
  const places = names.map((name) => table.columns.indexOf(name));
  const texts = table.rows.map((row) => places.map((place) => cellText(row[place] ?? null)).join(': '));
  return [...new Set(texts)].join('; ');
}

/**
 * Converts a ledger to CSV, one row a finding: `id`, `kind`, `severity`, `confidence`, `from`, `to` (ISO
 * 8601, UTC), `sources` (addresses of the clients with spaces between), `technique`, `claim`, `finding`,
 * `outcome`, `paths` (the five with the most requests, each with its answers), `agents`, `next_step`. Text that a spreadsheet would take for a formula gets an apostrophe in front.
 *
 * @returns CSV text with a header
 *
 * @example
 * console.log(ledgerCsv(await investigate(traffic)));
 */
export function ledgerCsv({ findings }: Ledger): string {
  const rows = findings.map((finding) => ({
    id: finding.id,
    kind: finding.kind,
    severity: finding.severity,
    confidence: finding.confidence,
    from: finding.from.toISOString(),
    to: finding.to.toISOString(),
    sources: finding.clients.map((client) => visible(client, 45)).join(' '),
    technique: finding.technique?.id ?? '',
    claim: finding.technique?.claim ?? '',
    finding: finding.sentence,
    outcome: finding.outcome?.result ?? '',
    paths: listOf(finding, 'Paths', 'path', 'answers'),
    agents: listOf(finding, 'Clients', 'user agent'),
    next_step: finding.nextStep,
  }));
  const columns = [
    'id',
    'kind',
    'severity',
    'confidence',
    'from',
    'to',
    'sources',
    'technique',
    'claim',
    'finding',
    'outcome',
    'paths',
    'agents',
    'next_step',
  ];
  return `${Papa.unparse({ fields: columns, data: rows }, { escapeFormulae: FORMULA, newline: '\n' })}\n`;
}
