import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '../../lib/models/backend.js';
import { scoreAnomalies } from '../../lib/models/score-anomalies.js';
import { trainAutoencoder } from '../../lib/models/train-autoencoder.js';
import type { Progress } from '../../lib/progress/long-operation.js';
import { lineWithOutlier } from './random-matrix.js';

const matrix = lineWithOutlier(200, 6);

test('the loss goes down, and the weights kept are those of the lowest held-out loss', async () => {
  const { model, history } = await trainAutoencoder(matrix, { seed: 1, epochs: 30 });
  const losses = history.epochs.map(({ heldOutLoss }) => heldOutLoss);
  assert.ok(losses[history.best - 1]! < losses[0]! / 3, `${losses}`);
  assert.ok(losses.every((loss) => losses[history.best - 1]! * (1 - 0.001) <= loss));
  model.dispose();
});

test('a planted outlier has the highest score, because of the feature it was planted in', async () => {
  const autoencoder = await trainAutoencoder(matrix, { seed: 1, epochs: 30 });
  const { scores, topColumns, topShares } = await scoreAnomalies(matrix, autoencoder);
  assert.equal(scores.indexOf(Math.max(...scores)), 0);
  assert.equal(topColumns[0], 5);
  assert.ok(topShares[0]! > 0.5);
  autoencoder.model.dispose();
});

test('the same seed gives the same scores to the bit, another seed others', async () => {
  const scoresOf = async (seed: number) => {
    const autoencoder = await trainAutoencoder(matrix, { seed, epochs: 5 });
    const { scores } = await scoreAnomalies(matrix, autoencoder);
    autoencoder.model.dispose();
    return [...scores];
  };
  const first = await scoresOf(3);
  assert.deepEqual(await scoresOf(3), first);
  assert.notDeepEqual(await scoresOf(4), first);
});

test('a penalty on squared weights makes them smaller, and dropout changes training but not scoring', async () => {
  const trainedWith = async (options: { l2?: number; dropout?: number }) => {
    const autoencoder = await trainAutoencoder(matrix, { seed: 1, epochs: 10, ...options });
    const kernels = autoencoder.model.weights.filter(({ shape }) => shape.length === 2);
    const sum = kernels.reduce((all, kernel) => {
      const numbers = (kernel.read() as tf.Tensor).dataSync<'float32'>();
      return numbers.reduce((of, weight) => of + weight * weight, all);
    }, 0);
    const { scores } = await scoreAnomalies(matrix, autoencoder);
    const again = await scoreAnomalies(matrix, autoencoder);
    assert.deepEqual([...again.scores], [...scores]);
    autoencoder.model.dispose();
    return { sum, scores: [...scores] };
  };
  const plain = await trainedWith({});
  const penalized = await trainedWith({ l2: 0.1 });
  assert.ok(penalized.sum < plain.sum / 4, `${penalized.sum}, ${plain.sum}`);
  const dropped = await trainedWith({ dropout: 0.2 });
  assert.notDeepEqual(dropped.scores, plain.scores);
});

test('the backend in use and plain JavaScript score alike to 1e-4', async () => {
  const autoencoder = await trainAutoencoder(matrix, { seed: 1, epochs: 10 });
  const fast = await scoreAnomalies(matrix, autoencoder);
  const chosen = await useBackend();
  await tf.setBackend('cpu');
  const plain = await scoreAnomalies(matrix, autoencoder);
  await tf.setBackend(chosen);
  for (const [row, score] of fast.scores.entries()) {
    assert.ok(Math.abs(score - plain.scores[row]!) <= 1e-4 * Math.max(1, score), `${row}: ${score}`);
  }
  autoencoder.model.dispose();
});

test('aborted, training keeps the best epoch so far and says so', async () => {
  const abort = new AbortController();
  const seen: Progress[] = [];
  const { model, history } = await trainAutoencoder(matrix, {
    epochs: 50,
    signal: abort.signal,
    onProgress: (progress) => {
      seen.push(progress);
      if (progress.done === 3) abort.abort();
    },
  });
  assert.equal(history.stopped, 'aborted');
  assert.equal(history.epochs.length, 3);
  assert.ok(history.best >= 1);
  assert.deepEqual(
    seen.map(({ done, total, unit }) => [done, total, unit]),
    [
      [1, 50, 'epochs'],
      [2, 50, 'epochs'],
      [3, 50, 'epochs'],
      // No more are to come.
      [3, 3, 'epochs'],
    ],
  );
  assert.equal(seen.at(-1)!.note, 'aborted');
  assert.match(seen[0]!.note ?? '', /^loss \d/);
  model.dispose();
});

test('training and scoring leave no tensors behind once the model is disposed', async () => {
  const before = tf.memory().numTensors;
  const autoencoder = await trainAutoencoder(matrix, { epochs: 4 });
  const weights = autoencoder.model.weights.length;
  assert.equal(tf.memory().numTensors, before + weights);
  await scoreAnomalies(matrix, autoencoder);
  assert.equal(tf.memory().numTensors, before + weights);
  autoencoder.model.dispose();
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
  const autoencoder = await trainAutoencoder(matrix, { epochs: 1 });
  await assert.rejects(
    scoreAnomalies(lineWithOutlier(10, 4), autoencoder),
    /trained on 6 features, but the matrix has 4/,
  );
  autoencoder.model.dispose();
});

test('a training that diverges is an error, not a model', async () => {
  await assert.rejects(
    trainAutoencoder(matrix, { learningRate: 1e30, activation: 'relu', epochs: 20, patience: 3 }),
    /Training diverged: .* Use a learningRate below/,
  );
});

test('one feature, more features than records and nothing that varies are refused, each with what to do', async () => {
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
