import { fittedShape } from '../features/fitted-shape.js';
import {
  count,
  floats,
  integers,
  listOf,
  notNegative,
  nullOr,
  number,
  object,
  oneOf,
  type Shape,
  text,
  truth,
  where,
} from '../files/json-shape.js';
import { findDetector } from '../models/detectors/registry.js';
import { binsShape } from '../models/feature-bins.js';
import { historyShape } from '../models/train-history.js';
import type { AnomalyModel } from './anomaly-model.js';

const detectorName = where((value) => {
  try {
    return typeof value === 'string' && findDetector(value).name === value;
  } catch {
    return false;
  }
});

const scale = object({ median: number, scale: notNegative });

const fields = object({
  kind: oneOf('anomalies'),
  detector: detectorName,
  features: fittedShape,
  state: object({}),
  tails: object({ records: count, counts: integers(0, 2 ** 31), high: floats(), low: floats() }),
  evidence: nullOr(
    object({
      mean: number,
      record: scale,
      client: scale,
      explained: number,
      used: truth,
      reference: floats(),
    }),
  ),
  threshold: object({ value: number, rule: text }),
  leftOut: listOf(object({ detector: text, reason: text })),
  training: nullOr(object({ history: historyShape, backend: text })),
  reference: binsShape,
  seed: number,
});

/** Shape of a model of anomalies in a file, down to every value from which scores are computed. */
export const modelShape: Shape = (value, place) =>
  fields(value, place) ?? disagreement(value as AnomalyModel);

/** The place where two parts of a model do not belong together. */
function disagreement({
  detector,
  features,
  state,
  tails,
  evidence,
  reference,
}: AnomalyModel): string | undefined {
  const names = features.columns.map(({ name }) => name);
  const size = names.length * tails.counts.length;
  if (tails.high.length !== size || tails.low.length !== size) return 'tails';
  if (evidence?.used && evidence.reference.length === 0) return 'evidence.reference';
  if (evidence?.used && !(evidence.record.scale > 0 && evidence.client.scale > 0)) return 'evidence';
  if (reference.length !== names.length || reference.some(({ feature }, j) => feature !== names[j]))
    return 'reference';
  // Without features nothing was fitted, and there is no state.
  return names.length === 0 ? undefined : findDetector(detector).stateShape(features.columns)(state, 'state');
}
