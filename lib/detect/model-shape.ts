import { fittedShape } from '../features/fitted-shape.js';
import { count, listOf, nullOr, number, object, type Shape, text, where } from '../files/json-shape.js';
import { findDetector } from '../models/detectors/registry.js';
import { binsShape } from '../models/feature-bins.js';
import type { AnomalyModel } from './anomaly-model.js';

const floats = where((value) => value instanceof Float32Array && value.every(Number.isFinite));
const integers = where((value) => value instanceof Int32Array);
const truth = where((value) => typeof value === 'boolean');
const oneOf = (...texts: readonly string[]) => where((value) => texts.includes(value as string));

const detectorName = where((value) => {
  try {
    return typeof value === 'string' && findDetector(value).name === value;
  } catch {
    return false;
  }
});

const scale = object({ median: number, scale: number });

const training = object({
  history: object({
    unit: oneOf('gradient step', 'epoch'),
    points: listOf(object({ step: number })),
    kept: number,
    stopped: text,
  }),
  backend: text,
});

const fields = object({
  kind: oneOf('anomalies'),
  detector: detectorName,
  features: fittedShape,
  state: object({}),
  tails: object({ records: count, counts: integers, high: floats, low: floats }),
  evidence: nullOr(
    object({ mean: number, record: scale, client: scale, explained: number, used: truth, reference: floats }),
  ),
  threshold: object({ value: number, rule: text }),
  leftOut: listOf(object({ detector: text, reason: text })),
  training: nullOr(training),
  reference: binsShape,
  seed: number,
});

/** Shape of a model of anomalies in a file. The state of its detector is checked when it is restored. */
export const modelShape: Shape = (value, place) =>
  fields(value, place) ?? disagreement(value as AnomalyModel);

/** The place where two parts of a model do not belong together. */
function disagreement({ features, tails, evidence, reference }: AnomalyModel): string | undefined {
  const names = features.columns.map(({ name }) => name);
  const size = names.length * tails.counts.length;
  if (tails.high.length !== size || tails.low.length !== size) return 'tails';
  if (evidence?.used && evidence.reference.length === 0) return 'evidence.reference';
  if (reference.length !== names.length || reference.some(({ feature }, j) => feature !== names[j]))
    return 'reference';
  return undefined;
}
