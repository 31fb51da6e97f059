import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectors as registered } from '../../../lib/models/detectors/registry.js';
import { fitLogisticRegression } from '../../../lib/models/detectors/supervised/logistic-regression.js';
import { fitMajority } from '../../../lib/models/detectors/supervised/majority.js';
import { fitOneFeatureRule } from '../../../lib/models/detectors/supervised/one-feature-rule.js';
import { fitEcod } from '../../../lib/models/detectors/unsupervised/ecod.js';
import {
  averagePath,
  fitIsolationForest,
} from '../../../lib/models/detectors/unsupervised/isolation-forest.js';
import { takeRows } from '../../../lib/models/take-rows.js';
import { matrixOf } from '../matrix-of.js';
import { lineWithOutlier } from '../random-matrix.js';
import { fitBaselines } from './fit-baselines.js';

const line = lineWithOutlier(500, 6);
const labels = Uint8Array.from({ length: 500 }, (_, row) => (line.values[row * 6]! > 0.5 ? 1 : 0));

test('every unlabelled baseline puts a record far off in one feature first', async () => {
  const detectors = await fitBaselines(line, { seed: 1 });
  assert.deepEqual(
    detectors.map(({ name }) => name),
    registered.flatMap(({ name, network }) => (network ? [] : [name])),
  );
  for (const { name, score } of detectors) {
    const scores = await score(line);
    if (name === 'ECOD') continue;
    assert.equal(scores.indexOf(Math.max(...scores)), 0, name);
  }
});

test('ECOD finds a record at the end of every feature, and none beyond it more unusual', async () => {
  const matrix = matrixOf(Array.from({ length: 100 }, (_, i) => [i, i * i]));
  const detector = await fitEcod(matrix);
  const scores = await detector.score(
    matrixOf([
      [50, 2500],
      [99, 9801],
      [1000, 1e6],
    ]),
  );
  assert.ok(scores[0]! < scores[1]!);
  assert.equal(scores[1], scores[2]);
});

test('an isolation forest is seeded: the same seed gives the same scores to the bit, another seed others', async () => {
  const scoresOf = async (seed: number) => [
    ...(await (await fitIsolationForest(line, { seed })).score(line)),
  ];
  assert.deepEqual(await scoresOf(3), await scoresOf(3));
  assert.notDeepEqual(await scoresOf(3), await scoresOf(4));
});

test('isolation scores lie between 0 and 1, and a record that no cut sets apart has 0.5', async () => {
  const scores = await (await fitIsolationForest(line)).score(line);
  assert.ok(scores.every((score) => score > 0 && score < 1));
  const alike = matrixOf(Array.from({ length: 300 }, () => [2, 2]));
  const same = await (await fitIsolationForest(alike)).score(alike);
  assert.ok(same.every((score) => Math.abs(score - 0.5) < 1e-6));
});

test('the average path in a tree of 256 records is 10.24, of 2 is 1, of 1 is 0 (Liu et al. 2008)', () => {
  assert.ok(Math.abs(averagePath(256) - 10.2448) < 1e-3);
  assert.equal(averagePath(2), 1);
  assert.equal(averagePath(1), 0);
});

test('a forest on two records, one feature, or more trees than records works', async () => {
  for (const rows of [
    [[1], [2]],
    [[0], [1], [5]],
  ]) {
    const scores = await (await fitIsolationForest(matrixOf(rows))).score(matrixOf(rows));
    assert.ok(scores.every(Number.isFinite));
  }
});

test('features that were constant change no score', async () => {
  const constant = matrixOf(
    Array.from({ length: 500 }, (_, row) => [...line.values.subarray(row * 6, row * 6 + 6), 4]),
  );
  for (const [i, detector] of (await fitBaselines(constant)).entries()) {
    const scores = await detector.score(constant);
    assert.ok(scores.every(Number.isFinite), detector.name);
    if (/robust|ECOD|nearest/.test(detector.name)) {
      const without = await (await fitBaselines(line))[i]!.score(line);
      for (const [row, score] of scores.entries())
        assert.ok(Math.abs(score - without[row]!) < 1e-4, detector.name);
    }
  }
});

test('nothing that varies: every score is finite and equal', async () => {
  const alike = matrixOf(Array.from({ length: 20 }, () => [3, 0]));
  for (const { name, score } of await fitBaselines(alike)) {
    const scores = await score(alike);
    assert.ok(
      scores.every((value) => Number.isFinite(value) && value === scores[0]),
      name,
    );
  }
});

test('more features than records is no obstacle', async () => {
  const wide = lineWithOutlier(5, 12);
  for (const { name, score } of await fitBaselines(wide)) {
    assert.ok((await score(wide)).every(Number.isFinite), name);
  }
});

test('one record, no feature, NaN and other features are refused', async () => {
  await assert.rejects(fitBaselines(lineWithOutlier(1, 3)), /two or more records; there is 1/);
  await assert.rejects(fitBaselines({ ...line, columns: [], values: new Float32Array() }), /no columns/);
  const values = line.values.slice();
  values[6 * 9 + 2] = Number.NaN;
  await assert.rejects(fitBaselines({ ...line, values }), /“f2” of record 10 is NaN/);
  const [detector] = await fitBaselines(line);
  await assert.rejects(detector!.score({ ...line, values }), /“f2” of record 10 is NaN/);
  await assert.rejects(detector!.score(lineWithOutlier(10, 4)), /fitted on 6 features, but the matrix has 4/);
});

test('aborted, fitting and scoring stop', async () => {
  const signal = AbortSignal.abort();
  await assert.rejects(fitBaselines(line, { signal }), { name: 'AbortError' });
  const detectors = await fitBaselines(line);
  for (const { score } of detectors) await assert.rejects(score(line, { signal }), { name: 'AbortError' });
});

test('the labelled baselines: majority scores all alike, the rule names its feature, the regression beats both', async () => {
  const [majority, rule, regression] = await fitBaselines(line, { labels });
  const share = labels.reduce((sum, label) => sum + label, 0) / 500;
  assert.ok((await majority!.score(line)).every((score) => Math.abs(score - share) < 1e-6));
  assert.equal(rule!.name, 'one feature: f0, high');
  assert.deepEqual([...(await rule!.score(line))], [...line.values.filter((_, i) => i % 6 === 0)]);
  const probabilities = await regression!.score(line);
  const wrong = probabilities.filter((p, row) => p > 0.5 !== (labels[row] === 1)).length;
  assert.ok(wrong < 25, `${wrong} of 500 wrong`);
});

test('a rule on a low value turns the feature round', async () => {
  const matrix = matrixOf([[5], [6], [7], [1], [2]]);
  const rule = await fitOneFeatureRule(matrix, [0, 0, 0, 1, 1]);
  assert.equal(rule.name, 'one feature: f0, low');
  assert.deepEqual([...(await rule.score(matrix))], [-5, -6, -7, -1, -2]);
});

test('a regression on classes that one feature parts ends, with finite probabilities in their order', async () => {
  const matrix = matrixOf(Array.from({ length: 100 }, (_, i) => [i < 50 ? -100 : 100, 0]));
  const classes = Array.from({ length: 100 }, (_, i) => (i < 50 ? 0 : 1));
  const scores = await (await fitLogisticRegression(matrix, classes)).score(matrix);
  assert.ok(scores[0]! < 0.1 && scores[99]! > 0.9);
});

test('labels of one class, too few labels and labels that are neither 0 nor 1 are refused', async () => {
  const two = matrixOf([[1], [2], [3]]);
  for (const fit of [fitMajority, fitOneFeatureRule, fitLogisticRegression]) {
    await assert.rejects(fit(two, [1, 1, 1]), /All 3 labels are 1, so there is nothing to tell apart/);
    await assert.rejects(fit(two, [0, 1]), /3 rows but 2 labels/);
    await assert.rejects(fit(two, [0, 1, 2]), /Label 2 is 2: labels must be 0 or 1/);
  }
});

test('rows are taken in the order asked for, with their ids and categories', () => {
  const matrix = {
    ...matrixOf([
      [1, 2],
      [3, 4],
      [5, 6],
    ]),
    categories: { dst_port: { codes: Int32Array.of(0, 1, -1), names: ['443', '22'] } },
  };
  const taken = takeRows(matrix, Int32Array.of(2, 0));
  assert.deepEqual([...taken.values], [5, 6, 1, 2]);
  assert.deepEqual([...taken.rowIds], [3, 1]);
  assert.deepEqual([...taken.categories.dst_port!.codes], [-1, 0]);
});
