import assert from 'node:assert/strict';
import { test } from 'node:test';
import { shuffler } from '../../lib/models/shuffle.js';
import { trainingRows } from '../../lib/models/training-rows.js';
import { lineWithOutlier } from './random-matrix.js';

const matrix = lineWithOutlier(100, 3);
const rows = (trim: number, trainRows = 100) => trainingRows(matrix, { trim, trainRows }, shuffler(1));

test('the farthest rows are left out, the planted outlier first', () => {
  const kept = rows(0.05);
  assert.equal(kept.length, 95);
  assert.ok(!kept.includes(0));
  assert.equal(rows(0).length, 100);
});

test('a sample is drawn by the seed', () => {
  assert.equal(rows(0.05, 20).length, 20);
  assert.deepEqual(rows(0.05, 20), rows(0.05, 20));
});

test('rows that are all alike are all kept', () => {
  const alike = { ...matrix, values: new Float32Array(300) };
  assert.equal(trainingRows(alike, { trim: 0.5, trainRows: 100 }, shuffler(1)).length, 100);
});
