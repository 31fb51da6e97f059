import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { adam } from '../../lib/models/adam.js';
import { useBackend } from '../../lib/models/backend.js';
import { type BatchLoss, crossEntropy, squaredError } from '../../lib/models/batch-loss.js';
import { buildAutoencoder } from '../../lib/models/build-autoencoder.js';
import { buildClassifier } from '../../lib/models/build-classifier.js';
import { backward, denseLayers, forward } from '../../lib/models/dense-network.js';
import { trainer } from '../../lib/models/train-steps.js';

const rows = 5;
const values = Float32Array.from({ length: rows * 3 }, (_, i) => Math.sin(3 * i) * 1.5);
const batch = { values, rows, positions: Int32Array.of(0, 1, 2, 3, 4) };
const labels = [1, 0, 0, 1, 1];

test('cross-entropy and its gradient are those of the formula, at logits of any size', () => {
  const output = Float32Array.of(0.5, -2, 800);
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const loss = crossEntropy([1, 0, 0], [1, 3])(output, {
    values,
    rows: 3,
    positions: Int32Array.of(0, 1, 2),
  });
  assert.ok(Math.abs(loss - (3 * -Math.log(sigmoid(0.5)) - Math.log(1 - sigmoid(-2)) + 800) / 3) < 1e-4);
  assert.ok(Math.abs(output[0]! - (3 * (sigmoid(0.5) - 1)) / 3) < 1e-6);
  assert.ok(Math.abs(output[1]! - sigmoid(-2) / 3) < 1e-6);
  assert.ok(Math.abs(output[2]! - 1 / 3) < 1e-6);
});

test('squared error and its gradient are those of the formula', () => {
  const output = Float32Array.of(1, 4);
  assert.equal(
    squaredError(output, { values: Float32Array.of(0, 2), rows: 1, positions: batch.positions }),
    2.5,
  );
  assert.deepEqual([...output], [1, 2]);
});

for (const activation of ['relu', 'tanh', 'elu'] as const) {
  test(`gradients of ${activation} layers, written down, are those that TensorFlow.js derives, to 1e-5`, async () => {
    await useBackend();
    const compare = (model: tf.LayersModel, loss: BatchLoss, derived: (output: tf.Tensor) => tf.Scalar) => {
      const layers = denseLayers(model);
      const own = tf.tidy(() => {
        const x = tf.tensor2d(values, [rows, 3]);
        const through = forward(layers, x);
        const output = through.at(-1)!.units as tf.Tensor2D;
        const slopes = output.dataSync<'float32'>().slice();
        loss(slopes, batch);
        return backward(layers, x, through, tf.tensor2d(slopes, output.shape)).map((g) => [...g.dataSync()]);
      });
      const variables = layers.flatMap(({ kernel, bias }) => [kernel, bias]);
      const { grads } = tf.variableGrads(() => {
        let h: tf.Tensor = tf.tensor2d(values, [rows, 3]);
        for (const layer of model.layers.filter((one) => one.getClassName() === 'Dense')) {
          h = layer.apply(h) as tf.Tensor;
        }
        return derived(h);
      }, variables);
      variables.forEach((variable, k) => {
        const expected = grads[variable.name]!.dataSync();
        assert.equal(own[k]!.length, expected.length);
        own[k]!.forEach((g, i) => {
          assert.ok(Math.abs(g - expected[i]!) < 1e-5, `${k}, ${i}: ${g}, ${expected[i]}`);
        });
      });
      assert.ok(own.some((gradient) => gradient.some((g) => Math.abs(g) > 0.01)));
      model.dispose();
    };
    const x = tf.tensor2d(values, [rows, 3]);
    const y = tf.tensor2d(labels, [rows, 1]);
    compare(
      buildAutoencoder(3, { layers: [4, 2, 4], activation, seed: 1 }),
      squaredError,
      (output) => tf.losses.meanSquaredError(x, output) as tf.Scalar,
    );
    compare(
      buildClassifier(3, { layers: [6, 4], activation, seed: 1 }),
      crossEntropy(labels, [1, 1]),
      (output) => tf.losses.sigmoidCrossEntropy(y, output) as tf.Scalar,
    );
    tf.dispose([x, y]);
  });
}

test('Adam makes the same steps as that of TensorFlow.js, to 1e-5', async () => {
  await useBackend();
  const gradients = [Float32Array.of(5, -0.01, 0), Float32Array.of(-1, 2, 1e-4), Float32Array.of(0, 3, 7)];
  const own = Float32Array.of(1, 2, 3);
  const step = adam([3], 0.1);
  const variable = tf.variable(tf.tensor1d([1, 2, 3]));
  const optimizer = tf.train.adam(0.1);
  for (const gradient of gradients) {
    step([own], [gradient]);
    optimizer.applyGradients([{ name: variable.name, tensor: tf.tensor1d(gradient) }]);
  }
  variable.dataSync().forEach((expected, i) => {
    assert.ok(Math.abs(own[i]! - expected) < 1e-5, `${own[i]}, ${expected}`);
  });
  optimizer.dispose();
  variable.dispose();
});

test('the penalty pulls kernels towards 0 and leaves biases, and dropout changes the step', async () => {
  await useBackend();
  const after = (options: { readonly dropout?: number; readonly l2?: number }) => {
    const model = buildAutoencoder(3, { layers: [4], activation: 'tanh', seed: 1 });
    const steps = trainer(model, squaredError, { seed: 1, learningRate: 0.01, ...options });
    const before = steps.copy();
    const loss = steps.step(batch);
    const weights = steps.copy();
    model.dispose();
    return { before, loss, weights };
  };
  const plain = after({});
  const penalized = after({ l2: 100 });
  const squares = [0, 2].flatMap((k) => [...plain.before[k]!]).reduce((sum, w) => sum + w * w, 0);
  assert.ok(Math.abs(penalized.loss - plain.loss - 100 * squares) < 1e-3 * penalized.loss);
  assert.ok(
    penalized.weights[0]!.every((w, i) => Math.abs(w) < Math.abs(plain.before[0]![i]!)),
    'each kernel weight is smaller',
  );
  assert.deepEqual(penalized.weights[1], plain.weights[1]);
  assert.notDeepEqual(after({ dropout: 0.5 }).weights, plain.weights);
});
