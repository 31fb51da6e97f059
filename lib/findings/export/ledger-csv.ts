import Papa from 'papaparse';
import { FORMULA } from '../../text/formula.js';
import { visible } from '../../text/visible.js';
import type { Ledger } from '../investigate.js';

/**
 * Converts a ledger to CSV, one row a finding: `id`, `kind`, `severity`, `confidence`, `from`, `to` (ISO
 * 8601, UTC), `sources` (addresses of the clients with spaces between), `technique`, `claim`, `finding`,
 * `next_step`. Text that a spreadsheet would take for a formula gets an apostrophe in front.
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
    'next_step',
  ];
  return `${Papa.unparse({ fields: columns, data: rows }, { escapeFormulae: FORMULA, newline: '\n' })}\n`;
}
