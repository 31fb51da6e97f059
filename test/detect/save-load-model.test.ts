import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import fc from 'fast-check';
import type { AnomalyModel } from '../../lib/detect/anomaly-model.js';
import { detectAnomalies } from '../../lib/detect/detect-anomalies.js';
import { loadAnomalyModel, loadModel } from '../../lib/detect/load-model.js';
import { modelShape } from '../../lib/detect/model-shape.js';
import { stateName } from '../../lib/detect/read-model-state.js';
import { saveModel } from '../../lib/detect/save-model.js';
import { hashState, saveState } from '../../lib/models/detector-state.js';
import { detectors } from '../../lib/models/detectors/registry.js';
import { variedTraffic } from '../features/varied-traffic.js';

const root = mkdtemp(path.join(tmpdir(), 'saved-model-'));
after(async () => rm(await root, { recursive: true }));
const folder = async (name: string) => path.join(await root, name);

const traffic = variedTraffic();
const detection = traffic.then((records) => detectAnomalies(records, { seed: 3 }));
/** A model that every test copies before it changes a file. */
const whole = (async () => {
  const { model } = await detection;
  const at = await folder('whole');
  return { at, model, saved: await saveModel(model, at, { metrics: { rocAuc: 0.9 } }) };
})();
const copied = async (name: string) => {
  const [{ at }, to] = [await whole, await folder(name)];
  await cp(at, to, { recursive: true });
  return to;
};

test('a model read back is the same to the bit: members, evidence by client, tails, learned requests', async () => {
  const { at, model, saved } = await whole;
  const loaded = await loadModel(at);
  assert.deepEqual(loaded, model);
  assert.ok(model.features.requests && model.evidence);
  assert.deepEqual((await readdir(at)).sort(), [
    'detector.json',
    `${stateName(saved.sha256)}.bin`,
    `${stateName(saved.sha256)}.json`,
  ]);
  const { versions, sha256, checksum, ...named } = JSON.parse(
    await readFile(path.join(at, 'detector.json'), 'utf8'),
  );
  assert.deepEqual(named, {
    format: 4,
    kind: 'anomalies',
    detector: 'consensus',
    records: 3_000,
    features: model.features.columns.length,
    seed: 3,
    metrics: { rocAuc: 0.9 },
  });
  assert.deepEqual({ ...named, versions, sha256, checksum }, saved);
});

test('a model of every detector is read back', async () => {
  const records = await traffic;
  const at = await folder('each');
  for (const { name } of detectors) {
    const { model } = await detectAnomalies(records, { detector: name, seed: 2 });
    await saveModel(model, at);
    assert.deepEqual(await loadModel(at), model, name);
  }
  // Each took the place of the one before.
  assert.equal((await readdir(at)).length, 3);
});

test('until detector.json names another model, the earlier one is loaded', async () => {
  const at = await copied('interrupted');
  const { model } = await whole;
  const later = { ...model, seed: 9 };
  await saveState(later, path.join(at, stateName(hashState(later))));
  assert.deepEqual(await loadModel(at), model);
  await saveModel(later, at);
  assert.deepEqual(await loadModel(at), later);
  assert.equal((await readdir(at)).length, 3);
});

test('folders without a model, damaged, newer and older models are refused, each with its reason', async () => {
  const { at, saved } = await whole;
  const refused = (where: string, message: RegExp) =>
    assert.rejects(loadModel(where), { name: 'InputError', message });
  await refused(
    await folder('none'),
    /none: there is no such folder; name a folder that saveModel has written/,
  );
  await refused(path.join(at, 'detector.json'), /detector\.json: is a file; name a folder/);
  const empty = await folder('empty');
  await mkdir(empty);
  await refused(empty, /empty has no detector\.json: name a folder/);
  for (const [text, message] of [
    ['{"format": 3, "kind"', /detector\.json is damaged: it is not whole JSON/],
    ['null', /no model of this project/],
    ['[]', /no model of this project/],
    ['{"format": "3", "kind": "anomalies"}', /no model of this project/],
    ['{"format": 99, "kind": "anomalies"}', /has format 99, but this version knows 4: update the project/],
    [
      '{"format": 2, "kind": "autoencoder"}',
      /autoencoder of an older version .* \(format 2\): detect anomalies anew/,
    ],
    ['{"format": 3, "kind": "toString"}', /no kind “toString”/],
    ['{"format": 3, "kind": "anomalies", "sha256": "../../etc"}', /detector\.json is damaged/],
    [JSON.stringify({ ...saved, sha256: '0'.repeat(64) }), /detector\.json is damaged/],
    [
      `{"format": 3, "kind": "anomalies", "sha256": "${'0'.repeat(64)}"}`,
      /empty has no state-000000000000\.json/,
    ],
  ] as const) {
    await writeFile(path.join(empty, 'detector.json'), text);
    await refused(empty, message);
  }
  for (const [name, file, change] of [
    ['short', 'bin', (bytes: Buffer) => bytes.subarray(1)],
    ['other', 'bin', (bytes: Buffer) => bytes.map((byte, i) => (i === 99 ? byte ^ 1 : byte))],
    ['cut', 'json', (bytes: Buffer) => bytes.subarray(0, 99)],
    ['changed', 'json', (bytes: Buffer) => Buffer.from(bytes.toString().replace('"seed":3', '"seed":4'))],
    ['deep', 'json', () => Buffer.from(`{"format":1,"state":${'['.repeat(1e6)}${']'.repeat(1e6)}}`)],
  ] as const) {
    const one = await copied(name);
    const of = path.join(one, `${stateName(saved.sha256)}.${file}`);
    await writeFile(of, change(await readFile(of)));
    await refused(one, new RegExp(`state-[0-9a-f]{12}\\.${file} is damaged`));
  }
});

test('a classifier where a model of anomalies is asked for is refused', async () => {
  const at = await folder('classifier');
  await mkdir(at);
  await writeFile(path.join(at, 'detector.json'), '{"format": 3, "kind": "classifier"}');
  await assert.rejects(loadAnomalyModel(at), { name: 'InputError', message: /has a classifier/ });
});

test('a state with a right hash that is no model is refused with the place', async () => {
  const { model } = await whole;
  const { features, tails, evidence } = model;
  const at = await folder('hostile');
  for (const [other, place] of [
    [{ ...model, kind: ['anomalies'] }, 'kind'],
    [{ ...model, detector: 'constructor' }, 'detector'],
    [{ ...model, features: null }, 'features'],
    [{ ...model, features: { ...features, windowSeconds: 0 } }, 'features.windowSeconds'],
    [
      { ...model, features: { ...features, frequencies: [{ column: 'protocol', value: 1, n: 1 }] } },
      'features.frequencies[0].value',
    ],
    [
      { ...model, features: { ...features, columns: [{ ...features.columns[0], scale: 0 }] } },
      'features.columns[0].scale',
    ],
    [{ ...model, tails: { ...tails, high: tails.high.slice(1) } }, 'tails'],
    [
      { ...model, evidence: { ...evidence, record: { median: Number.NaN, scale: 1 } } },
      'evidence.record.median',
    ],
    [{ ...model, reference: model.reference.slice(1) }, 'reference'],
    [{ ...model, state: undefined }, 'state'],
  ] as const) {
    assert.equal(modelShape(other, ''), place);
  }
  await saveModel({ ...model, threshold: {} } as unknown as AnomalyModel, at);
  await assert.rejects(loadModel(at), {
    name: 'InputError',
    message:
      /state-.*\.json is no model of anomalies of this version: see threshold\.value in it; train it anew/,
  });
});

test('any values in place of parts of a model are refused, or give a model, without another error', async () => {
  const { model } = await whole;
  const names = Object.keys(model);
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.jsonValue(), (name, value) => {
      const wrong = modelShape({ ...model, [name]: value }, '');
      assert.ok(wrong === undefined || Object.keys(model).some((part) => wrong.startsWith(part)), name);
    }),
  );
});
