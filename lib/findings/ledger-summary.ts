import { formatCount } from '../text/format-count.js';
import type { Ledger } from './investigate.js';
import { leads } from './order-findings.js';

/** Maximum number of accusations that the summary names. */
const MAX_SENTENCES = 5;

/**
 * Summarizes an investigation in a few sentences, harmless explanations first.
 *
 * @returns plain text, for `sentences`
 *
 * @example
 * show(sentences(...ledgerSummary(ledger)));
 */
export function ledgerSummary({ findings, suppressed, enriched }: Ledger): readonly string[] {
  const accusing = findings.filter(({ accuses }) => accuses);
  const facts = findings.filter(leads);
  const of = (severity: string) => accusing.filter((finding) => finding.severity === severity).length;
  return [
    ...facts.slice(0, 3).map(({ sentence }) => sentence),
    accusing.length === 0
      ? 'Nothing in these records shows an attack; that is not proof that there was none.'
      : `${formatCount(accusing.length, 'finding')} to look at: ${of('high')} of high, ${of('medium')} of medium and ${of('low')} of low severity.`,
    ...accusing.slice(0, MAX_SENTENCES).map(({ sentence }) => sentence),
    ...(suppressed.length > 0 ? [`${formatCount(suppressed.length, 'finding')} suppressed for now.`] : []),
    ...(enriched ? [] : ['Owners and lists were not looked up.']),
  ];
}
