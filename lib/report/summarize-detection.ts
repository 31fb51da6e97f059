import type { DataCard } from '../analyze/describe-traffic.js';
import type { Detection } from '../detect/detect-anomalies.js';
import { formatCount } from '../text/format-count.js';
import { formatShare } from '../text/format-share.js';
import { sentenceCase } from '../text/sentence-case.js';
import { utc } from '../text/utc.js';
import { clientsText } from './clients-text.js';
import { describeModel } from './describe-model.js';
import { evidenceText, leftOutTexts } from './detection-text.js';

/**
 * Summarizes data and detection in a few sentences, for the first screen of a report.
 *
 * @returns plain text, for `sentences`
 *
 * @example
 * show(sentences(...summarizeDetection(card, detection)));
 */
export function summarizeDetection(card: DataCard, detection: Detection): readonly string[] {
  const { anomalies, history, backend, seed, description, reasonsNote, notScored, model } = detection;
  const data = `${card.filter ? `Only records that pass the filter (${card.filter.join('; ')}): ` : ''}${formatCount(card.records, 'record')} of ${clientsText(card)}; ${utc(card.from)} to ${utc(card.to)} UTC. ${formatCount(card.rejected, 'row')} could not be read.`;
  if (notScored) return [data, `No record has a score. ${notScored}`];
  const training = history
    ? `, ${formatCount(history.points.at(-1)?.step ?? 0, history.unit)}, ${backend} backend`
    : '';
  const evidence = evidenceText(model);
  return [
    data,
    `${formatCount(anomalies, 'record')} (${formatShare(anomalies, card.records)}) ${anomalies === 1 ? 'is an anomaly' : 'are anomalies'}: ${detection.rule}.`,
    `The score is ${description.score} over ${formatCount(detection.features.columns.length, 'feature')} (seed ${seed}${training}). An anomaly is a record unlike the ${detection.earlier ? 'training records' : 'others here'}, not an attack.`,
    ...describeModel(detection),
    ...[...(evidence ? [evidence] : []), ...leftOutTexts(model)].map((text) => `${sentenceCase(text)}.`),
    ...(reasonsNote === null ? [] : [`Reasons are ${reasonsNote}.`]),
  ];
}
