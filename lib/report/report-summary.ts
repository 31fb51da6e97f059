import type { DataCard } from '../analyze/data-card.js';
import type { Detection } from '../detect/detect-anomalies.js';
import { count } from '../text/count.js';
import { share } from '../text/share.js';
import { utc } from '../text/utc.js';
import { sourcesFrom } from './sources-from.js';

/**
 * Says in a few sentences what a report found, for its first screen.
 *
 * @example
 * show(sentences(...reportSummary(card, detection)));
 */
export function reportSummary(card: DataCard, detection: Detection): readonly string[] {
  const { anomalies, history, backend, seed, description, reasonsNote } = detection;
  const training = history ? `, ${count(history.epochs.length, 'epoch')}, ${backend} backend` : '';
  return [
    `${card.filter ? `Only records that pass the filter (${card.filter.join('; ')}): ` : ''}${count(card.records, 'record')} of ${sourcesFrom(card)}; ${utc(card.from)} to ${utc(card.to)} UTC. ${count(card.rejected, 'row')} could not be read.`,
    `${count(anomalies, 'record')} (${share(anomalies, card.records)}) ${anomalies === 1 ? 'is an anomaly' : 'are anomalies'}: ${detection.rule}.`,
    `The score is ${description.score} over ${count(detection.features.columns.length, 'feature')} (seed ${seed}${training}). An anomaly is a record unlike the others here, not an attack.`,
    ...(reasonsNote === null ? [] : [`Reasons are ${reasonsNote}.`]),
  ];
}
