import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { useBackend } from '../../lib/models/backend.js';
import { type Reconstruction, reconstruct } from '../../lib/models/reconstruct.js';
import { explainAnomalies, scoreAnomalies } from '../../lib/models/score-anomalies.js';
import { type Autoencoder, trainAutoencoder } from '../../lib/models/train-autoencoder.js';
import type { Progress } from '../../lib/progress/long-operation.js';
import { matrixOf } from './matrix-of.js';
import { lineWithOutlier } from './random-matrix.js';

const matrix = lineWithOutlier(200, 6);

const dispose = ({ models }: Pick<Autoencoder, 'models'>): void => {
  for (const model of models) model.dispose();
};

test('the loss goes down, and all gradient steps are made', async () => {
  const autoencoder = await trainAutoencoder(matrix, { seed: 1 });
  const { points, ...history } = autoencoder.history;
  assert.deepEqual(history, { unit: 'gradient step', kept: 100, stopped: 'all done' });
  assert.deepEqual(
    points.map(({ step }) => step),
    Array.from({ length: 20 }, (_, i) => 5 * (i + 1)),
  );
  for (const loss of ['loss', 'heldOutLoss'] as const)
    assert.ok(points.at(-1)![loss]! < points[0]![loss]! / 3, `${points.map((point) => point[loss])}`);
  dispose(autoencoder);
});

test('without held-out rows there is no held-out loss, and the last point is that of the last step', async () => {
  const autoencoder = await trainAutoencoder(matrix, { seed: 1, steps: 7, heldOut: 0 });
  const { points } = autoencoder.history;
  assert.deepEqual(
    points.map((point) => Object.keys(point)),
    [
      ['step', 'loss'],
      ['step', 'loss'],
    ],
  );
  assert.equal(points[1]!.step, 7);
  dispose(autoencoder);
});

test('an ensemble scores the mean of its networks, whose weights differ, and parts are sums of their shares', async () => {
  const autoencoder = await trainAutoencoder(matrix, { seed: 1, networks: 3, steps: 20 });
  assert.equal(autoencoder.models.length, 3);
  const whole = await explainAnomalies(matrix, autoencoder);
  const each = await Promise.all(
    autoencoder.models.map((model) => explainAnomalies(matrix, { models: [model] })),
  );
  assert.notDeepEqual(each[0]!.scores, each[1]!.scores);
  assert.notDeepEqual(each[1]!.scores, each[2]!.scores);
  for (const [row, score] of whole.scores.entries()) {
    const mean = each.reduce((sum, { scores }) => sum + scores[row]! / 3, 0);
    assert.ok(Math.abs(score - mean) < 1e-6, `${row}`);
  }
  for (const [at, part] of whole.parts.entries()) {
    const sum = each.reduce((all, { parts }) => all + parts[at]!, 0);
    assert.ok(Math.abs(part - sum) < 1e-6, `${at}`);
  }
  dispose(autoencoder);
});

test('a score is the root of the mean squared error, and a part is the share of the squares', async () => {
  const autoencoder = await trainAutoencoder(matrix, { seed: 1, networks: 1, steps: 3 });
  const { scores, parts } = await explainAnomalies(matrix, autoencoder);
  assert.deepEqual(await scoreAnomalies(matrix, autoencoder), scores);
  const [{ outputs }] = [...reconstruct(autoencoder.models, matrix)] as [Reconstruction];
  for (let row = 0; row < matrix.rows; row++) {
    const squares = Array.from(
      { length: 6 },
      (_, j) => (matrix.values[row * 6 + j]! - outputs[0]![row * 6 + j]!) ** 2,
    );
    const sum = squares.reduce((a, b) => a + b);
    assert.ok(Math.abs(scores[row]! - Math.sqrt(sum / 6)) < 1e-6);
    for (const [j, square] of squares.entries())
      assert.ok(Math.abs(parts[row * 6 + j]! - square / sum) < 1e-6, `${row}, ${j}`);
  }
  dispose(autoencoder);
});

test('scores of any finite features are finite', async () => {
  const value = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(0, 1, -1));
  await fc.assert(
    fc.asyncProperty(
      fc
        .integer({ min: 2, max: 5 })
        .chain((width) =>
          fc.array(fc.array(value, { minLength: width, maxLength: width }), { minLength: 6, maxLength: 30 }),
        ),
      fc.integer({ min: 1, max: 1_000 }),
      async (rows, seed) => {
        fc.pre(rows.some((row) => row.some((x, j) => Math.fround(x) !== Math.fround(rows[0]![j]!))));
        const any = matrixOf(rows);
        const autoencoder = await trainAutoencoder(any, { seed, steps: 5 });
        const { scores, parts } = await explainAnomalies(any, autoencoder);
        assert.ok(scores.every((score) => Number.isFinite(score) && score >= 0));
        // Up to the sum of the shares of all networks.
        assert.ok(parts.every((part) => part >= 0 && part <= autoencoder.models.length));
        dispose(autoencoder);
      },
    ),
    { numRuns: 25 },
  );
});

test('a planted outlier has the highest score, because of the feature it was planted in', async () => {
  const autoencoder = await trainAutoencoder(matrix, { seed: 1 });
  const { scores, parts } = await explainAnomalies(matrix, autoencoder);
  assert.equal(scores.indexOf(Math.max(...scores)), 0);
  const own = [...parts.subarray(0, 6)];
  assert.equal(own.indexOf(Math.max(...own)), 5);
  assert.ok(own[5]! > own.reduce((sum, part) => sum + part) / 2, `${own}`);
  dispose(autoencoder);
});

test('the same seed gives the same scores to the bit, another seed others', async () => {
  const scoresOf = async (seed: number) => {
    const autoencoder = await trainAutoencoder(matrix, { seed, steps: 20 });
    const scores = await scoreAnomalies(matrix, autoencoder);
    dispose(autoencoder);
    return [...scores];
  };
  const first = await scoresOf(3);
  assert.deepEqual(await scoresOf(3), first);
  assert.notDeepEqual(await scoresOf(4), first);
});

test('a penalty on squared weights makes them smaller, and dropout changes training but not scoring', async () => {
  const trainedWith = async (options: { l2?: number; dropout?: number }) => {
    const autoencoder = await trainAutoencoder(matrix, { seed: 1, networks: 1, ...options });
    const kernels = autoencoder.models[0]!.weights.filter(({ shape }) => shape.length === 2);
    const sum = kernels.reduce((all, kernel) => {
      const numbers = (kernel.read() as tf.Tensor).dataSync<'float32'>();
      return numbers.reduce((of, weight) => of + weight * weight, all);
    }, 0);
    const scores = await scoreAnomalies(matrix, autoencoder);
    const again = await scoreAnomalies(matrix, autoencoder);
    assert.deepEqual(again, scores);
    dispose(autoencoder);
    return { sum, scores: [...scores] };
  };
  const plain = await trainedWith({});
  const penalized = await trainedWith({ l2: 0.1 });
  assert.ok(penalized.sum < plain.sum / 4, `${penalized.sum}, ${plain.sum}`);
  const dropped = await trainedWith({ dropout: 0.2 });
  assert.notDeepEqual(dropped.scores, plain.scores);
});

test('the backend in use and plain JavaScript score alike to 1e-4', async () => {
  const autoencoder = await trainAutoencoder(matrix, { seed: 1 });
  const fast = await scoreAnomalies(matrix, autoencoder);
  const chosen = await useBackend();
  await tf.setBackend('cpu');
  const plain = await scoreAnomalies(matrix, autoencoder);
  await tf.setBackend(chosen);
  for (const [row, score] of fast.entries()) {
    assert.ok(Math.abs(score - plain[row]!) <= 1e-4 * Math.max(1, score), `${row}: ${score}`);
  }
  dispose(autoencoder);
});

test('aborted, training keeps the weights reached and says so', async () => {
  const abort = new AbortController();
  const seen: Progress[] = [];
  const options = { seed: 1, steps: 50 };
  const autoencoder = await trainAutoencoder(matrix, {
    ...options,
    signal: abort.signal,
    onProgress: (progress) => {
      seen.push(progress);
      if (progress.done === 15) abort.abort();
    },
  });
  assert.equal(autoencoder.history.stopped, 'aborted');
  assert.equal(autoencoder.history.kept, 15);
  assert.deepEqual(
    seen.map(({ done, total, unit }) => [done, total, unit]),
    [
      [5, 50, 'gradient steps'],
      [10, 50, 'gradient steps'],
      [15, 50, 'gradient steps'],
      // No more are to come.
      [15, 15, 'gradient steps'],
    ],
  );
  assert.equal(seen.at(-1)!.note, 'aborted');
  assert.match(seen[0]!.note ?? '', /^loss \d/);
  const whole = await trainAutoencoder(matrix, { ...options, steps: 15 });
  const [stopped, expected] = [
    await scoreAnomalies(matrix, autoencoder),
    await scoreAnomalies(matrix, whole),
  ];
  assert.deepEqual(stopped, expected);
  dispose(autoencoder);
  dispose(whole);
});

test('aborted before it begins, training makes one step', async () => {
  const autoencoder = await trainAutoencoder(matrix, { signal: AbortSignal.abort() });
  assert.equal(autoencoder.history.stopped, 'aborted');
  assert.deepEqual(
    autoencoder.history.points.map(({ step }) => step),
    [1],
  );
  dispose(autoencoder);
});

test('training and scoring leave no tensors behind once the model is disposed', async () => {
  const before = tf.memory().numTensors;
  const autoencoder = await trainAutoencoder(matrix, { steps: 4 });
  const weights = autoencoder.models.flatMap((model) => model.weights).length;
  assert.equal(tf.memory().numTensors, before + weights);
  await scoreAnomalies(matrix, autoencoder);
  assert.equal(tf.memory().numTensors, before + weights);
  dispose(autoencoder);
  assert.equal(tf.memory().numTensors, before);
});

test('values that are no numbers are refused with record and feature', async () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
    const values = matrix.values.slice();
    values[6 * 9 + 2] = bad;
    await assert.rejects(trainAutoencoder({ ...matrix, values }), new RegExp(`“f2” of record 10 is ${bad}`));
  }
});

test('one record, no feature and a model for other features are refused', async () => {
  await assert.rejects(trainAutoencoder(lineWithOutlier(1, 3)), /two or more records; there is 1/);
  await assert.rejects(
    trainAutoencoder({ ...matrix, columns: [], values: new Float32Array() }),
    /no columns/,
  );
  const autoencoder = await trainAutoencoder(matrix, { steps: 1 });
  await assert.rejects(
    scoreAnomalies(lineWithOutlier(10, 4), autoencoder),
    /trained on 6 features, but the matrix has 4/,
  );
  dispose(autoencoder);
});

test('a training that diverges is an error, not a model, and leaves no tensors behind', async () => {
  const before = tf.memory().numTensors;
  await assert.rejects(
    trainAutoencoder(matrix, { learningRate: 1e30, activation: 'relu' }),
    /Training diverged: .* Use a learningRate below/,
  );
  assert.equal(tf.memory().numTensors, before);
});

test('one feature, more features than records and nothing that varies are refused, each with what to do', async () => {
  await assert.rejects(trainAutoencoder(matrix, { networks: 0 }), /There are 0 networks: train at least one/);
  await assert.rejects(
    trainAutoencoder(lineWithOutlier(20, 1)),
    /“f0” is the only feature, .* name another one/,
  );
  await assert.rejects(
    trainAutoencoder(lineWithOutlier(5, 10)),
    /5 records to learn from and 10 features, .* give at least 10 records/,
  );
  await assert.rejects(
    trainAutoencoder(lineWithOutlier(20, 10), { trainRows: 8 }),
    /8 records to learn from and 10 features/,
  );
  await assert.rejects(
    trainAutoencoder({ ...matrix, values: new Float32Array(matrix.values.length).fill(2) }),
    /No feature varies/,
  );
});
