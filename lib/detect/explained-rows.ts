import type { ExplainedVerdict } from './classify-traffic.js';

/**
 * Explained verdicts as rows of a table.
 *
 * @example
 * show(table(explainedRows((await classifyTraffic(traffic, truth)).explained)));
 */
export function explainedRows(
  explained: readonly ExplainedVerdict[],
): readonly Readonly<Record<string, string | number>>[] {
  return explained.map(({ rowId, probability, attack, reasons }) => ({
    record: rowId,
    probability: probability.toFixed(3),
    'is it one': attack ? 'yes' : 'no',
    because: reasons.map(({ text }) => text).join('; '),
  }));
}
