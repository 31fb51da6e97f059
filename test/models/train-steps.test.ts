import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { adam } from '../../lib/models/adam.js';
import { useBackend } from '../../lib/models/backend.js';
import { type BatchLoss, crossEntropy, trimmedSquaredError } from '../../lib/models/batch-loss.js';
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
    trimmedSquaredError(0)(output, { values: Float32Array.of(0, 2), rows: 1, positions: batch.positions }),
    2.5,
  );
  assert.deepEqual([...output], [1, 2]);
});

test('rows above the quantile of errors have no gradient, and the loss is the mean of the others', () => {
  // Mean squared errors of five rows: 0.5, 8, 2, 32, 2; the 60 % quantile is 2.8.
  const five = { values: new Float32Array(10), rows: 5, positions: batch.positions };
  const output = () => Float32Array.of(1, 0, 4, 0, 0, -2, 8, 0, 2, 0);
  const trimmed = output();
  assert.ok(Math.abs(trimmedSquaredError(0.4)(trimmed, five) - 1.5) < 1e-9);
  const third = Math.fround(1 / 3);
  assert.deepEqual([...trimmed], [third, 0, 0, 0, 0, Math.fround(-2 / 3), 0, 0, Math.fround(2 / 3), 0]);
  // Of five rows, the 90 % quantile leaves out the largest; alike rows are kept or left out together.
  assert.ok(Math.abs(trimmedSquaredError(0.1)(output(), five) - 12.5 / 4) < 1e-9);
  assert.equal(trimmedSquaredError(0.9)(new Float32Array(10).fill(3), five), 9);
});

test('the trimmed loss of hostile rows is the mean of the smallest errors', () => {
  const error = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(error, { minLength: 1, maxLength: 40 }),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      (errors, trimLoss) => {
        const output = Float32Array.from(errors);
        const squares = [...output].map((x) => x * x).sort((a, b) => a - b);
        const largest = squares[Math.floor((1 - trimLoss) * (squares.length - 1))]!;
        const kept = squares.filter((square) => square <= largest);
        const all = {
          values: new Float32Array(errors.length),
          rows: errors.length,
          positions: new Int32Array(errors.length),
        };
        const loss = trimmedSquaredError(trimLoss)(output, all);
        assert.ok(Math.abs(loss - kept.reduce((a, b) => a + b) / kept.length) <= 1e-9 * (1 + loss));
        assert.ok(output.every((slope, i) => Math.fround(errors[i]!) ** 2 <= largest || slope === 0));
      },
    ),
  );
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
      trimmedSquaredError(0),
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
    const steps = trainer(model, trimmedSquaredError(0), { seed: 1, learningRate: 0.01, ...options });
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
