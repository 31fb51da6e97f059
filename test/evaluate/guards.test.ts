import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bootstrap } from '../../lib/evaluate/bootstrap.js';
import { checkLabels, separatingFeatures } from '../../lib/evaluate/check-labels.js';
import { evaluateScores } from '../../lib/evaluate/evaluate-scores.js';
import { atBudget, rocAuc } from '../../lib/evaluate/ranking-metrics.js';
import { extractFeatures } from '../../lib/features/extract-features.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { matrixOf } from '../models/matrix-of.js';
import { lineWithOutlier } from '../models/random-matrix.js';
import { realData } from '../real-data.js';

test('one class is refused, with what can be done instead', () => {
  assert.throws(
    () => rocAuc([1, 1], [0.1, 0.2]),
    /All 2 labels are 1, .* detectAnomalies\(\) needs no labels/,
  );
});

test('the area is the share of pairs in the right order, ties half', () => {
  assert.equal(rocAuc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]), 0.75);
  assert.equal(rocAuc([0, 1], [3, 3]), 0.5);
  assert.throws(() => rocAuc([0, 1], [Number.NaN, 3]), /Score 0 is NaN/);
  assert.throws(() => rocAuc([0, 1, 2], [1, 2, 3]), /Label 2 is 2: labels must be 0 or 1/);
});

test('at a budget, equal scores at the edge count by their chance', () => {
  const [two, all] = atBudget([1, 1, 0, 0], [0.9, 0.5, 0.5, 0.1], [2, 10]);
  assert.deepEqual(two, { alerts: 2, score: 0.5, truePositives: 1.5, precision: 0.75, recall: 0.75 });
  assert.equal(all!.alerts, 4);
  assert.throws(() => atBudget([0, 1], [0, 1], [0]), /budget of 0 alerts/);
});

test('copies of a record narrow no interval when they are one group', () => {
  const labels = [0, 0, 1, 0, 1, 1, 0, 1];
  const scores = [0.1, 0.6, 0.3, 0.2, 0.9, 0.7, 0.4, 0.8];
  const times = 20;
  const repeat = <T>(list: readonly T[]) => list.flatMap((x) => Array<T>(times).fill(x));
  const once = bootstrap(labels, scores, rocAuc);
  const grouped = bootstrap(repeat(labels), repeat(scores), rocAuc, {
    groups: repeat([...labels.keys()]),
  });
  const naive = bootstrap(repeat(labels), repeat(scores), rocAuc);
  assert.equal(grouped.groups, 8);
  assert.ok(Math.abs(grouped.low - once.low) < 1e-9 && Math.abs(grouped.high - once.high) < 1e-9);
  assert.ok(naive.high - naive.low < (once.high - once.low) / 2);
});

test('a threshold chosen on rows it is judged by is refused', () => {
  const labels = [0, 1, 0, 1];
  const scores = [0.1, 0.9, 0.2, 0.8];
  const test = Int32Array.of(2, 3);
  assert.throws(
    () => evaluateScores(labels, scores, { test, threshold: { value: 0.5, chosenOn: Int32Array.of(0, 3) } }),
    /chosen on 1 of the 2 records/,
  );
  const fair = evaluateScores(labels, scores, {
    test,
    threshold: { value: 0.5, chosenOn: Int32Array.of(0, 1) },
    budgets: [1],
  });
  assert.equal(fair.verdicts!.f1, 1);
  // A score that is the threshold is no alert, as for `applyThreshold`.
  const edge = evaluateScores(labels, scores, {
    test,
    threshold: { value: 0.8, chosenOn: Int32Array.of(0, 1) },
  });
  assert.equal(edge.verdicts!.truePositives, 0);
  assert.equal(fair.records, 2);
});

test('a 95 % interval leaves out 2.5 % of the samples on either side: of 41 the lowest and the highest', () => {
  const drawn: number[] = [];
  const mean = (_: Uint8Array, scores: Float64Array) => {
    drawn.push(scores.reduce((sum, score) => sum + score, 0) / scores.length);
    return drawn.at(-1)!;
  };
  const labels = [0, 1, 0, 1, 0, 1, 0, 1];
  const { value, low, high } = bootstrap(labels, [1, 2, 4, 8, 16, 32, 64, 128], mean, { repeats: 41 });
  const [whole, ...samples] = drawn;
  const sorted = samples.toSorted((a, b) => a - b);
  assert.equal(sorted.length, 41);
  assert.deepEqual([value, low, high], [whole, sorted[1], sorted[39]]);
  assert.ok(
    sorted[0]! < sorted[1]! &&
      sorted[1]! < sorted[2]! &&
      sorted[38]! < sorted[39]! &&
      sorted[39]! < sorted[40]!,
  );
});

test('samples of one class are drawn anew, and after ten times as many as were wanted it gives up', () => {
  let calls = 0;
  const onlyOnAll = () => {
    calls += 1;
    if (calls > 1) throw new Error('one class');
    return 1;
  };
  assert.throws(
    () => bootstrap([0, 1], [1, 2], onlyOnAll, { repeats: 3 }),
    /Too few positives for an interval: nearly every sample of 2 groups has one class only/,
  );
  assert.equal(calls, 1 + 3 * 10 + 1);
});

test('a separation of 0.992 is told, one of 0.988 is not', () => {
  // 100 positives above 250 negatives, but for two or three negatives among the positives.
  const found = (among: number) => {
    const matrix = matrixOf(Array.from({ length: 350 }, (_, i) => [i]));
    const labels = Uint8Array.from({ length: 350 }, (_, i) =>
      i >= 250 - among && (i < 300 || i >= 300 + among) ? 1 : 0,
    );
    assert.equal(labels.filter((label) => label === 1).length, 100);
    return separatingFeatures(matrix, labels).map(({ separation }) => Math.round(separation * 1000) / 1000);
  };
  // By a range of the positives, and by one of the negatives.
  assert.deepEqual(found(2), [0.992, 0.992]);
  assert.deepEqual(found(3), []);
});

test('19 positives are too few, 20 are not', () => {
  const matrix = lineWithOutlier(200, 3);
  const first = (positives: number) =>
    Uint8Array.from({ length: 200 }, (_, row) => (row < positives ? 1 : 0));
  assert.match(checkLabels(matrix, first(19)).join(), /There are 19 positives; with fewer than 20/);
  assert.deepEqual(checkLabels(matrix, first(20)), []);
});

test('a feature whose range alone separates the classes is found, inside and outside', () => {
  const matrix = lineWithOutlier(100, 3);
  const column = (row: number) => matrix.values[row * 3]!;
  const labels = Uint8Array.from({ length: 100 }, (_, row) => (Math.abs(column(row)) < 0.3 ? 1 : 0));
  const found = separatingFeatures(matrix, labels);
  assert.equal(found[0]!.feature, 'f0');
  assert.equal(found[0]!.positivesWithin, true);
  const inverse = separatingFeatures(
    matrix,
    labels.map((label) => 1 - label),
  );
  assert.equal(inverse[0]!.positivesWithin, false);
  assert.match(checkLabels(matrix, labels)[0]!, /alone separates the classes \(100\.0 of 100\)/);
});

test('honest labels raise no warning; few positives and torn duplicates do', () => {
  const matrix = lineWithOutlier(200, 3);
  const mixed = Uint8Array.from({ length: 200 }, (_, row) => ((row * 7919) % 5 < 2 ? 1 : 0));
  assert.deepEqual(checkLabels(matrix, mixed), []);
  const values = matrix.values.slice();
  values.copyWithin(3, 0, 3);
  mixed[0] = 1;
  mixed[1] = 0;
  assert.match(checkLabels({ ...matrix, values }, mixed).join(), /1 records have the same features/);
  const few = new Uint8Array(200);
  few[9] = 1;
  few[100] = 1;
  assert.match(checkLabels(matrix, few).join(), /There are 2 positives/);
});

test('the part-generated file is caught: a duration of 600 s alone is its label', {
  skip: realData.skip,
}, async () => {
  const traffic = await openTraffic(
    realData.file('cloudwatch/variants/labelled-17-columns-part-generated.csv'),
  );
  const { matrix } = await extractFeatures(traffic);
  const reader = await requireLocal(traffic).engine.connection.runAndReadAll(
    "select row_id, label in ('1', '1.0', 'true', 'True') as positive from labels",
  );
  const positive = new Map(
    reader.getRowObjectsJS().map((row) => [Number(row.row_id), row.positive === true]),
  );
  const labels = Uint8Array.from(matrix.rowIds, (id) => (positive.get(id) ? 1 : 0));
  assert.equal(
    labels.reduce((sum, label) => sum + label, 0),
    282,
  );
  const [leak] = separatingFeatures(matrix, labels);
  assert.equal(leak?.feature, 'duration');
  assert.ok(leak.separation > 0.999);
  // ln(1 + 600) is the unit; the range holds 600 s and nothing beside it.
  assert.deepEqual(
    [leak.from, leak.to].map((x) => Math.round(Math.expm1(x))),
    [600, 600],
  );
});
