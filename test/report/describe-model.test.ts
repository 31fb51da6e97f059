import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EarlierModel } from '../../lib/detect/anomaly-model.js';
import type { Detection } from '../../lib/detect/detect-anomalies.js';
import { describeModel, movedFeatures } from '../../lib/report/describe-model.js';

const drift = (...psi: readonly number[]): EarlierModel['drift'] =>
  psi.map((index, i) => ({
    feature: `f${i}`,
    psi: index,
    verdict: index > 0.25 ? 'moved far' : index > 0.1 ? 'moved' : 'as in training',
  }));

const detection = (earlier: Partial<EarlierModel> | null, records = 1_000) =>
  ({
    rowIds: new Int32Array(records),
    earlier: earlier && { name: 'april', records: 3_000, missing: [], drift: [], ...earlier },
    features: { columns: [{ name: 'f0', meaning: 'bytes in' }] },
  }) as unknown as Detection;

test('nothing is said of a model that was trained on the records themselves', () => {
  assert.deepEqual(describeModel(detection(null)), []);
  assert.deepEqual(movedFeatures(detection(null)), []);
});

test('the model is named with its records', () => {
  const [said, ...more] = describeModel(detection({ drift: drift(0.2, 0) }));
  assert.equal(said, 'The scores are those of the model “april”, trained on 3,000 records.');
  assert.deepEqual(more, []);
  assert.match(describeModel(detection({ name: null }))[0]!, /those of an earlier model, trained/);
});

test('columns without values, features that moved far, and few records are told', () => {
  const sentences = describeModel(
    detection({ missing: ['uri', 'owner'], drift: drift(3, 2, 1, 1, 1, 0.3, 0.2) }, 20),
  );
  assert.match(sentences[1]!, /^No record here has uri or owner, /);
  assert.match(
    sentences[2]!,
    /^6 features of 7 moved far since training \(f0, f1, f2, f3, f4 and others\): /,
  );
  assert.match(sentences[3]!, /^With 20 records, /);
  assert.match(
    describeModel(detection({ drift: drift(3, 0) }))[1]!,
    /^1 feature of 2 moved far since training \(f0\)/,
  );
});

test('the table has the features that moved, the most first, with their meaning', () => {
  assert.deepEqual(movedFeatures(detection({ drift: drift(1.234, 0.2, 0.01) })), [
    { feature: 'f0', meaning: 'bytes in', psi: 1.2, verdict: 'moved far' },
    { feature: 'f1', meaning: '', psi: 0.2, verdict: 'moved' },
  ]);
});
