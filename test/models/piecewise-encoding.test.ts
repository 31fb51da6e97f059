import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../lib/models/backend.js';
import { binEdges } from '../../lib/models/bin-edges.js';
import { classify } from '../../lib/models/classify.js';
import { piecewiseEncoder, piecewiseEncoding, unitsOf } from '../../lib/models/piecewise-encoding.js';
import { takeRows } from '../../lib/models/take-rows.js';
import { trainClassifier } from '../../lib/models/train-classifier.js';
import { matrixOf } from './matrix-of.js';
import { lineWithOutlier } from './random-matrix.js';

test('edges are quantiles; a constant feature has no bins, one of two values has one', () => {
  const matrix = matrixOf(Array.from({ length: 9 }, (_, i) => [i, 7, i < 4 ? 0 : 1]));
  const edges = binEdges(
    matrix,
    Int32Array.from({ length: 9 }, (_, i) => i),
    4,
  );
  assert.deepEqual(
    edges.map((own) => [...own]),
    [[0, 2, 4, 6, 8], [], [0, 1]],
  );
  assert.equal(unitsOf(edges), 5);
});

test('a unit is 0 below its bin, 1 above it, and rises between the edges', () => {
  const encode = piecewiseEncoder([Float32Array.of(0, 2, 6), Float32Array.of(0, 1)]);
  assert.deepEqual([...encode(Float32Array.of(-5, 1))], [0, 0, 1]);
  assert.deepEqual([...encode(Float32Array.of(1, 0))], [0.5, 0, 0]);
  assert.deepEqual([...encode(Float32Array.of(3, 0.25, 99, 0))], [1, 0.25, 0.25, 1, 1, 0]);
});

test('the layer and the encoder on arrays give the same', async () => {
  await useBackend();
  const matrix = lineWithOutlier(200, 4);
  const edges = binEdges(matrix, Int32Array.from(matrix.rowIds.keys()), 8);
  const input = tf.input({ shape: [4] });
  const model = tf.model({ inputs: input, outputs: piecewiseEncoding(input, edges) });
  const layer = tf.tidy(() => (model.predict(tf.tensor2d(matrix.values, [200, 4])) as tf.Tensor).dataSync());
  const own = piecewiseEncoder(edges)(matrix.values);
  assert.equal(layer.length, own.length);
  layer.forEach((value, i) => {
    assert.ok(Math.abs(value - own[i]!) < 1e-4, `${i}: ${value}, ${own[i]}`);
  });
  model.dispose();
});

test('a classifier finds a class that lies between two values, and what is beyond all it learned counts as the outermost', async () => {
  const matrix = matrixOf(Array.from({ length: 300 }, (_, i) => [(i % 100) / 10, ((i * 37) % 100) / 10]));
  const labels = Uint8Array.from({ length: 300 }, (_, i) => (i % 100 >= 40 && i % 100 < 60 ? 1 : 0));
  const rows = Int32Array.from(labels.keys());
  const classifier = await trainClassifier(matrix, labels, rows, { seed: 1 });
  const scores = await classify(matrix, classifier);
  const wrong = scores.filter((score, row) => score > 0.5 !== (labels[row] === 1)).length;
  assert.ok(wrong < 30, `${wrong} of 300 wrong`);
  const last = takeRows(matrix, Int32Array.of(99, 99));
  last.values.set([9.9, 5, 1e6, 5]);
  const [edge, beyond] = await classify(last, classifier);
  assert.ok(Math.abs(edge! - beyond!) < 1e-4);
  classifier.model.dispose();
});
