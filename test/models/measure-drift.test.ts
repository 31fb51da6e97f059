import assert from 'node:assert/strict';
import { test } from 'node:test';
import { featureBins } from '../../lib/models/feature-bins.js';
import { driftCounter, measureDrift } from '../../lib/models/measure-drift.js';
import { lineWithOutlier } from './random-matrix.js';

const matrix = lineWithOutlier(200, 4);
const reference = featureBins(matrix);

test('drift is 0 on the training records, and names the feature that moved', () => {
  assert.ok(measureDrift(matrix, reference).every(({ psi }) => psi === 0));
  const values = matrix.values.map((value, i) => (i % 4 === 2 ? value + 1 : value));
  const [first, second] = measureDrift({ ...matrix, values }, reference);
  assert.equal(first!.feature, 'f2');
  assert.equal(first!.verdict, 'moved far');
  assert.equal(second!.psi, 0);
  assert.throws(
    () => measureDrift({ ...matrix, columns: matrix.columns.slice(1) }, reference),
    /no feature “f0”/,
  );
});

test('the index is the formula’s: halves that become 0.9 and 0.1', () => {
  const one = { ...lineWithOutlier(10, 1) };
  const values = Float32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 1);
  const psi = measureDrift({ ...one, values }, [{ feature: 'f0', edges: [0.5], parts: [0.5, 0.5] }])[0]!.psi;
  assert.ok(Math.abs(psi - (0.4 * Math.log(1.8) - 0.4 * Math.log(0.2))) < 1e-9);
});

test('records counted part by part have the drift of all at once; no records have a finite one', () => {
  const moved = { ...matrix, values: matrix.values.map((value, i) => value + (i % 4) / 2) };
  const { add, drift } = driftCounter(reference);
  assert.ok(drift().every(({ psi }) => Number.isFinite(psi)));
  for (const [from, to] of [
    [0, 30],
    [30, 31],
    [31, 200],
  ] as const)
    add({ ...moved, values: moved.values.subarray(from * 4, to * 4), rows: to - from });
  assert.deepEqual(drift(), measureDrift(moved, reference));
});
