import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { loadModel } from '../../lib/detect/load-model.js';
import { saveModel } from '../../lib/detect/save-model.js';
import { featureDefinitions } from '../../lib/features/feature-definitions.js';
import type { FeatureColumn } from '../../lib/features/feature-matrix.js';
import { classify } from '../../lib/models/classify.js';
import { measureDrift } from '../../lib/models/measure-drift.js';
import { trainClassifier } from '../../lib/models/train-classifier.js';
import { lineWithOutlier } from './random-matrix.js';

const line = lineWithOutlier(200, 4);
/** As four features of the project, since no others are loaded. */
const matrix = {
  ...line,
  columns: line.columns.map((column, j): FeatureColumn => {
    const { name, unit, meaning, form, topic, group, category } = featureDefinitions[j]!;
    return {
      ...column,
      name,
      unit,
      meaning,
      form,
      topic,
      group,
      ...(category !== undefined && { category }),
    };
  }),
};
const frequencies = [{ column: 'protocol', value: 'TCP', n: 200 }];
const features = { records: 200, windowSeconds: 300, frequencies, columns: matrix.columns, dropped: [] };
const labels = Uint8Array.from({ length: 200 }, (_, row) => (matrix.values[row * 4]! > 0.5 ? 1 : 0));
const saving = (async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'saved-classifier-'));
  const rows = Int32Array.from(labels.keys());
  const classifier = await trainClassifier(matrix, labels, rows, { seed: 1, epochs: 3 });
  const probabilities = await classify(matrix, classifier);
  const saved = await saveModel({ ...classifier, features, matrix }, folder, { metrics: { rocAuc: 0.9 } });
  classifier.model.dispose();
  return { folder, probabilities, saved };
})();
after(async () => rm((await saving).folder, { recursive: true }));

async function load(folder: string) {
  const loaded = await loadModel(folder);
  assert.ok(loaded.kind === 'classifier');
  return loaded;
}

/** Loads the model while one of its files is another. */
async function withFile<Result>(
  file: string,
  change: (text: Buffer) => Buffer | string,
  use: (folder: string) => Promise<Result>,
): Promise<Result> {
  const { folder } = await saving;
  const whole = await readFile(path.join(folder, file));
  await writeFile(path.join(folder, file), change(whole));
  try {
    return await use(folder);
  } finally {
    await writeFile(path.join(folder, file), whole);
  }
}

test('a classifier read back gives the same probabilities, the bins by which it encodes features included', async () => {
  const { folder, probabilities, saved } = await saving;
  const { model, ...loaded } = await load(folder);
  assert.deepEqual(await classify(matrix, { model }), probabilities);
  model.dispose();
  assert.deepEqual(loaded, saved);
  assert.deepEqual([loaded.seed, loaded.metrics, loaded.features], [1, { rocAuc: 0.9 }, features]);
  assert.match(loaded.fingerprint, /^[0-9a-f]{64}$/);
  assert.ok(measureDrift(matrix, loaded.reference).every(({ psi }) => psi === 0));
});

test('its network is in the format of TensorFlow.js', async () => {
  const { folder } = await saving;
  const json = JSON.parse(await readFile(path.join(folder, 'model.json'), 'utf8'));
  assert.equal(json.format, 'layers-model');
  assert.deepEqual(json.weightsManifest[0].paths, ['weights.bin']);
});

test('classifiers of the formats 1 and 2 are loaded as well', async () => {
  const { probabilities, saved } = await saving;
  const { sha256, checksum: _, ...rest } = saved;
  const networks = [{ model: 'model.json', weights: 'weights.bin', sha256 }];
  for (const old of [
    { ...rest, sha256, format: 1 },
    { ...rest, format: 2, networks },
  ])
    await withFile(
      'detector.json',
      () => JSON.stringify(old),
      async (folder) => {
        const { model } = await load(folder);
        assert.deepEqual(await classify(matrix, { model }), probabilities);
        model.dispose();
      },
    );
});

test('a damaged classifier is refused with the file, and one of other values with their place', async () => {
  const refused = (file: string, change: (bytes: Buffer) => Buffer | string, message: RegExp) =>
    withFile(file, change, (folder) => assert.rejects(loadModel(folder), { name: 'InputError', message }));
  await refused('weights.bin', (b) => b.subarray(0, b.length - 4), /weights\.bin is damaged/);
  await refused('model.json', (b) => b.toString().replace('relu', 'tanh'), /model\.json is damaged/);
  const { saved } = await saving;
  const { checksum: _, ...rest } = saved;
  // Without a checksum, as earlier versions wrote it: what the values are is checked in any case.
  const other = (change: object) => () => JSON.stringify({ ...rest, format: 3, ...change });
  await refused(
    'detector.json',
    other({ features: {} }),
    /no classifier of this version: see features\.records/,
  );
  const [first, ...others] = features.columns;
  const category = "cast((select length(content) from read_text('/etc/passwd')) as integer)";
  await refused(
    'detector.json',
    other({ features: { ...features, columns: [{ ...first, category }, ...others] } }),
    /see features\.columns\[0\]\.category in it; train and save it anew/,
  );
  await refused('detector.json', other({ sha256: undefined }), /see sha256 in it/);
  await refused(
    'detector.json',
    other({ reference: [{ feature: 'f0', edges: [], parts: [] }] }),
    /reference/,
  );
  const { columns } = features;
  await refused(
    'detector.json',
    other({ features: { ...features, columns: columns.slice(1) }, reference: saved.reference.slice(1) }),
    /model\.json is no network of a classifier with 3 features/,
  );
  await refused(
    'detector.json',
    (text) => text.toString().replace('"seed": 1', '"seed": 2'),
    /detector\.json is damaged/,
  );
});

test('a network of other layers, shapes or weights is refused at once, whatever its checksums', async () => {
  const { folder, saved } = await saving;
  const { checksum: _, ...rest } = saved;
  const model = path.join(folder, 'model.json');
  const [text, weights] = [await readFile(model, 'utf8'), await readFile(path.join(folder, 'weights.bin'))];
  const notFinite = Buffer.from(weights);
  notFinite.writeFloatLE(Number.NaN, 8);
  const hash = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');
  for (const [changed, bytes] of [
    [text, notFinite],
    [text, weights.subarray(4)],
    [text, Buffer.concat([weights, weights])],
    [text.replaceAll('"units":16', '"units":1600000000'), weights],
    [text.replaceAll('[32,16]', '[32,1600000000]').replaceAll('"units":16', '"units":1600000000'), weights],
    [text.replaceAll('dense_Dense3', 'dense_Dense2'), weights],
    [text.replace('"class_name":"Dense"', '"class_name":"Flatten"'), weights],
    [text.replace('"relu"', '"softmax"'), weights],
    [text.replace('["dense_Dense2",0,0,{}]', '["dense_Dense1",0,0,{}]'), weights],
    [text.replaceAll('"float32"', '"string"'), weights],
    [text.replace('"layers":[', '"layers":[null,'), weights],
    ['{"modelTopology":{"config":{"layers":[]}},"weightsManifest":[]}', weights],
    ['null', weights],
    [`${'['.repeat(1e6)}`, weights],
  ] as const) {
    assert.ok(changed !== text || bytes !== weights, changed.slice(0, 99));
    const sha256 = { model: hash(changed), weights: hash(bytes) };
    const refused = () =>
      assert.rejects(loadModel(folder), { name: 'InputError', message: /^[^\n]*model\.json is / });
    await withFile(
      'model.json',
      () => changed,
      () =>
        withFile(
          'weights.bin',
          () => Buffer.from(bytes),
          () => withFile('detector.json', () => JSON.stringify({ ...rest, sha256, format: 3 }), refused),
        ),
    );
  }
});
