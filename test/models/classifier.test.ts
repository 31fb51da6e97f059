import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { permutationImportance } from '../../lib/evaluate/permutation-importance.js';
import { rocAuc } from '../../lib/evaluate/ranking-metrics.js';
import { classify } from '../../lib/models/classify.js';
import { integratedGradients } from '../../lib/models/integrated-gradients.js';
import { logits } from '../../lib/models/logits.js';
import { trainClassifier } from '../../lib/models/train-classifier.js';
import { lineWithOutlier } from './random-matrix.js';

const matrix = lineWithOutlier(400, 4);
/** Class 1 where feature 1 is large: the others only go along with it. */
const labels = Uint8Array.from({ length: 400 }, (_, row) => (matrix.values[row * 4 + 1]! > 0.6 ? 1 : 0));
const train = Int32Array.from({ length: 300 }, (_, i) => i);
const heldOut = Int32Array.from({ length: 100 }, (_, i) => 300 + i);

test('rows it has not seen are told apart, and its probabilities are calibrated in the mean', async () => {
  const classifier = await trainClassifier(matrix, labels, train, { seed: 1, epochs: 40 });
  const scores = await classify(matrix, classifier);
  const pick = (values: ArrayLike<number>) => Array.from(heldOut, (row) => values[row]!);
  assert.ok(rocAuc(pick(labels), pick(scores)) > 0.98);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
  assert.ok(
    Math.abs(mean(pick(scores)) - mean(pick(labels))) < 0.08,
    `${mean(pick(scores))}, ${mean(pick(labels))}`,
  );
  classifier.model.dispose();
});

test('the same seed gives the same probabilities to the bit, with dropout, another seed others', async () => {
  const scoresOf = async (seed: number) => {
    const classifier = await trainClassifier(matrix, labels, train, { seed, epochs: 3, dropout: 0.3 });
    const scores = await classify(matrix, classifier);
    classifier.model.dispose();
    return [...scores];
  };
  const first = await scoresOf(3);
  assert.deepEqual(await scoresOf(3), first);
  assert.notDeepEqual(await scoresOf(4), first);
});

test('one class is an error that says what can be done, and so is a third label', async () => {
  await assert.rejects(
    trainClassifier(matrix, new Uint8Array(400), train),
    /All 300 labels are 0, .* detectAnomalies/,
  );
  await assert.rejects(
    trainClassifier(matrix, Uint8Array.from(labels).fill(2, 5, 6), train),
    /A label is 2: /,
  );
});

test('fewer records than features, and one feature, are refused with what to do', async () => {
  await assert.rejects(
    trainClassifier(lineWithOutlier(6, 9), [0, 1, 0, 1, 0, 1], Int32Array.of(0, 1, 2, 3, 4, 5)),
    /6 records to learn from and 9 features/,
  );
  await assert.rejects(
    trainClassifier(lineWithOutlier(6, 1), [0, 1, 0, 1, 0, 1], Int32Array.of(0, 1, 2, 3, 4, 5)),
    /“f0” is the only feature/,
  );
});

test('integrated gradients add up to the logit against that of a usual record', async () => {
  const classifier = await trainClassifier(matrix, labels, train, { seed: 1, epochs: 20 });
  const rows = Int32Array.of(3, 50, 211);
  const parts = integratedGradients(matrix, classifier, rows);
  const logit = (values: Float32Array) =>
    tf.tidy(() => logits(classifier.model, tf.tensor2d(values, [1, 4])).dataSync()[0]!);
  rows.forEach((row, k) => {
    const difference = logit(matrix.values.slice(row * 4, row * 4 + 4)) - logit(new Float32Array(4));
    const sum = parts.slice(k * 4, k * 4 + 4).reduce((a, b) => a + b);
    assert.ok(Math.abs(sum - difference) < 0.02 * Math.max(1, Math.abs(difference)), `${sum}, ${difference}`);
  });
  classifier.model.dispose();
});

test('the feature that a score depends on is the important one', async () => {
  const importance = await permutationImportance(matrix, labels, heldOut, async (m) =>
    Float32Array.from({ length: m.rows }, (_, row) => m.values[row * 4 + 1]!),
  );
  assert.equal(importance[0]!.topic, 'f1');
  assert.ok(importance[0]!.loss > 0.3);
  assert.equal(importance[1]!.loss, 0);
});

test('a thousand steps leave as many tensors as ten', async () => {
  const before = tf.memory().numTensors;
  const classifier = await trainClassifier(matrix, labels, train, { epochs: 100, patience: 100, batch: 30 });
  assert.equal(tf.memory().numTensors, before + classifier.model.weights.length);
  classifier.model.dispose();
  assert.equal(tf.memory().numTensors, before);
});

test('aborted, the classifier keeps the best epoch so far', async () => {
  const abort = new AbortController();
  const { model, history } = await trainClassifier(matrix, labels, train, {
    signal: abort.signal,
    onProgress: ({ done }) => done === 2 && abort.abort(),
  });
  assert.equal(history.stopped, 'aborted');
  assert.ok(history.kept >= 1);
  model.dispose();
});

test('a matrix with other features is refused', async () => {
  const classifier = await trainClassifier(matrix, labels, train, { epochs: 1 });
  await assert.rejects(
    classify(lineWithOutlier(5, 3), classifier),
    /trained on 4 features, but the matrix has 3/,
  );
  classifier.model.dispose();
});
