import type { Detection } from '../detect/detect-anomalies.js';
import type { Drift } from '../models/measure-drift.js';
import { formatCount } from '../text/format-count.js';

/** A feature that has changed since a model was trained. */
export interface MovedFeature {
  readonly feature: string;
  readonly meaning: string;
  /** Population stability index, rounded to two digits; above 0.1 the feature has moved. */
  readonly psi: number;
  readonly verdict: Drift['verdict'];
}

/** Features named in a sentence. */
const NAMED_FEATURES = 5;
/**
 * With fewer records, the index is above 0.1 by chance in more than one of twenty features: times the number of
 * records it is about χ² with nine degrees of freedom, whose 95 % quantile is 16.9.
 */
const FEW_RECORDS = 169;

/**
 * Says by which earlier model records were scored, and what of it does not fit them.
 *
 * @returns plain text, for `sentences`; no sentence where the model was trained on the records themselves
 *
 * @example
 * show(sentences(...describeModel(await scoreWith(detection.model, traffic))));
 */
export function describeModel(detection: Pick<Detection, 'earlier' | 'rowIds'>): readonly string[] {
  const { earlier, rowIds } = detection;
  if (!earlier) return [];
  const { missing, drift } = earlier;
  const far = drift.filter(({ verdict }) => verdict === 'moved far').map(({ feature }) => feature);
  const named = far.slice(0, NAMED_FEATURES).join(', ');
  return [
    `The scores are those of ${modelName(earlier)}, trained on ${formatCount(earlier.records, 'record')}.`,
    ...(missing.length === 0
      ? []
      : [
          `No record here has ${missing.join(' or ')}, of which the model has features: each counts as its median.`,
        ]),
    ...(far.length === 0
      ? []
      : [
          `${formatCount(far.length, 'feature')} of ${drift.length} moved far since training (${named}${far.length > NAMED_FEATURES ? ' and others' : ''}): scores mean less than in training. If these records are usual, train a model on them.`,
        ]),
    ...(rowIds.length < FEW_RECORDS && drift.some(({ verdict }) => verdict !== 'as in training')
      ? [`With ${formatCount(rowIds.length, 'record')}, a feature may seem to have moved by chance.`]
      : []),
  ];
}

/** Names an earlier model in a sentence. */
export const modelName = ({ name }: NonNullable<Detection['earlier']>): string =>
  name === null ? 'an earlier model' : `the model “${name}”`;

/**
 * Lists the features that have changed since the model of a detection was trained.
 *
 * @returns one row per feature with a population stability index above 0.1, the most changed first; none where
 *   the model was trained on the records themselves
 *
 * @example
 * show(table(movedFeatures(await scoreWith(detection.model, traffic))));
 */
export function movedFeatures({
  earlier,
  features,
}: Pick<Detection, 'earlier' | 'features'>): readonly MovedFeature[] {
  const meanings = new Map(features.columns.map(({ name, meaning }) => [name, meaning]));
  return (earlier?.drift ?? [])
    .filter(({ verdict }) => verdict !== 'as in training')
    .map(({ feature, psi, verdict }) => ({
      feature,
      meaning: meanings.get(feature) ?? '',
      psi: Number(psi.toPrecision(2)),
      verdict,
    }));
}
