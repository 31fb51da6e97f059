import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type * as tf from '@tensorflow/tfjs';
import { classify } from '../../lib/models/classify.js';
import { featureBins } from '../../lib/models/feature-bins.js';
import { loadModel } from '../../lib/models/load-model.js';
import { measureDrift } from '../../lib/models/measure-drift.js';
import { saveModel } from '../../lib/models/save-model.js';
import { scoreAnomalies } from '../../lib/models/score-anomalies.js';
import { trainAutoencoder } from '../../lib/models/train-autoencoder.js';
import { trainClassifier } from '../../lib/models/train-classifier.js';
import { lineWithOutlier } from './random-matrix.js';

const matrix = lineWithOutlier(200, 4);
const features = { records: 200, windowSeconds: 300, frequencies: [], columns: matrix.columns, dropped: [] };
let folder = '';
let scores: Float32Array;

before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'saved-model-'));
  const autoencoder = await trainAutoencoder(matrix, { seed: 4, steps: 5 });
  scores = await scoreAnomalies(matrix, autoencoder);
  await saveModel({ ...autoencoder, features, matrix }, folder, { metrics: { rocAuc: 0.9 } });
  for (const model of autoencoder.models) model.dispose();
});
after(() => rm(folder, { recursive: true }));

const weightsOf = (models: readonly tf.LayersModel[]) =>
  models.map((model) => model.getWeights().flatMap((weight) => [...weight.dataSync<'float32'>()]));

/** Loads the model while one of its files is another. */
async function loadWith(file: string, change: (bytes: Buffer) => Buffer | string): Promise<unknown> {
  const whole = await readFile(path.join(folder, file));
  await writeFile(path.join(folder, file), change(whole));
  try {
    return await loadModel(folder, 'autoencoder');
  } finally {
    await writeFile(path.join(folder, file), whole);
  }
}

test('a model read back gives the same scores to the bit, and knows what it was trained on', async () => {
  const loaded = await loadModel(folder, 'autoencoder');
  assert.deepEqual(await scoreAnomalies(matrix, loaded), scores);
  assert.equal(loaded.seed, 4);
  assert.deepEqual(loaded.metrics, { rocAuc: 0.9 });
  assert.match(loaded.fingerprint, /^[0-9a-f]{64}$/);
  assert.deepEqual(loaded.features, features);
  for (const model of loaded.models) model.dispose();
});

test('the networks of an autoencoder are files of TensorFlow.js, with the weights to the bit', async () => {
  const autoencoder = await trainAutoencoder(matrix, { seed: 1, networks: 3, steps: 5 });
  const own = await mkdtemp(path.join(tmpdir(), 'saved-ensemble-'));
  await saveModel({ ...autoencoder, features, matrix }, own);
  const { models } = await loadModel(own, 'autoencoder');
  assert.deepEqual(weightsOf(models), weightsOf(autoencoder.models));
  assert.equal(models.length, 3);
  for (const [k, model] of autoencoder.models.entries()) {
    const bytes = await readFile(path.join(own, `weights-${k + 1}.bin`));
    assert.deepEqual(
      Float32Array.from(weightsOf([model]).flat()),
      new Float32Array(Uint8Array.from(bytes).buffer),
    );
    const json = JSON.parse(await readFile(path.join(own, `model-${k + 1}.json`), 'utf8'));
    assert.equal(json.format, 'layers-model');
    assert.deepEqual(json.weightsManifest[0].paths, [`weights-${k + 1}.bin`]);
  }
  for (const model of [...models, ...autoencoder.models]) model.dispose();
  await rm(own, { recursive: true });
});

test('a classifier read back gives the same probabilities, the bins by which it encodes features included', async () => {
  const labels = Uint8Array.from({ length: 200 }, (_, row) => (matrix.values[row * 4]! > 0.5 ? 1 : 0));
  const rows = Int32Array.from(labels.keys());
  const classifier = await trainClassifier(matrix, labels, rows, { seed: 1, epochs: 3 });
  const probabilities = await classify(matrix, classifier);
  const own = await mkdtemp(path.join(tmpdir(), 'saved-classifier-'));
  const { networks, ...saved } = await saveModel({ ...classifier, features, matrix }, own);
  classifier.model.dispose();
  const same = async () => {
    const { model } = await loadModel(own, 'classifier');
    assert.deepEqual(await classify(matrix, { model }), probabilities);
    model.dispose();
  };
  await same();
  // As format 1 was written.
  const old = { ...saved, format: 1, sha256: networks[0]!.sha256 };
  await writeFile(path.join(own, 'detector.json'), JSON.stringify(old));
  await same();
  await rm(own, { recursive: true });
});

test('damaged, truncated, foreign, newer and missing models are refused, each with its reason', async () => {
  await assert.rejects(
    loadWith('weights-2.bin', (b) => b.subarray(0, b.length - 4)),
    /weights-2\.bin is damaged/,
  );
  await assert.rejects(
    loadWith('model-1.json', (b) => b.toString().replace('tanh', 'relu')),
    /model-1\.json is damaged/,
  );
  await assert.rejects(
    loadWith('detector.json', (b) => b.subarray(0, 100)),
    /not whole JSON/,
  );
  await assert.rejects(
    loadWith('detector.json', () => '{"a": 1}'),
    /no model of this project/,
  );
  await assert.rejects(
    loadWith('detector.json', () => 'null'),
    /no model of this project/,
  );
  await assert.rejects(
    loadWith('detector.json', (b) => b.toString().replace('"format": 2', '"format": 99')),
    /has format 99, but this version knows 2: update/,
  );
  await assert.rejects(
    loadWith('detector.json', (b) => b.toString().replace('"format": 2', '"format": 1')),
    /has format 1, whose scores were mean absolute errors: train the model anew/,
  );
  await assert.rejects(
    loadModel(folder, 'classifier'),
    /is of a autoencoder|of kind classifier was asked for/,
  );
  await assert.rejects(loadModel(path.join(folder, 'nowhere'), 'autoencoder'), /cannot be read/);
});

test('drift is 0 on the training records, and names the feature that moved', () => {
  const reference = featureBins(matrix);
  assert.ok(measureDrift(matrix, reference).every(({ psi }) => psi === 0));
  const values = matrix.values.map((value, i) => (i % 4 === 2 ? value + 1 : value));
  const [first, second] = measureDrift({ ...matrix, values }, reference);
  assert.equal(first!.feature, 'f2');
  assert.equal(first!.verdict, 'moved far');
  assert.equal(second!.psi, 0);
  assert.throws(
    () => measureDrift({ ...matrix, columns: matrix.columns.slice(1) }, reference),
    /no feature “f0”/,
  );
});

test('the index is the formula’s: halves that become 0.9 and 0.1', () => {
  const one = { ...lineWithOutlier(10, 1) };
  const values = Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  const psi = measureDrift({ ...one, values }, [{ feature: 'f0', edges: [0.5], parts: [0.5, 0.5] }])[0]!.psi;
  assert.ok(Math.abs(psi - (0.4 * Math.log(1.8) - 0.4 * Math.log(0.2))) < 1e-9);
});
