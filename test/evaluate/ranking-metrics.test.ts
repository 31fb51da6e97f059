import assert from 'node:assert/strict';
import { test } from 'node:test';
import { averagePrecision, precisionRecall } from '../../lib/evaluate/ranking-metrics.js';

test('precision and recall at each threshold of four records, equal scores together', () => {
  assert.deepEqual(precisionRecall([0, 1, 1, 0], [0.2, 0.9, 0.5, 0.5]), [
    { threshold: 0.9, precision: 1, recall: 0.5 },
    { threshold: 0.5, precision: 2 / 3, recall: 1 },
    { threshold: 0.2, precision: 0.5, recall: 1 },
  ]);
});

test('the area under its steps is the average precision', () => {
  const labels = Array.from({ length: 200 }, (_, i) => (i % 7 === 0 ? 1 : 0));
  const scores = labels.map((label, i) => label + Math.sin(i * 12.9898) * 1.5);
  let area = 0;
  let before = 0;
  for (const { precision, recall } of precisionRecall(labels, scores)) {
    area += precision * (recall - before);
    before = recall;
  }
  assert.ok(Math.abs(area - averagePrecision(labels, scores)) < 1e-12);
});
