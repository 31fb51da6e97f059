import assert from 'node:assert/strict';
import { test } from 'node:test';
import { upperScale } from '../../../lib/models/detectors/robust-scale.js';

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-6, `${actual}, not ${expected}`);

test('the scale is the distance from the median to the quantile, in any order of the scores', () => {
  const scores = Float32Array.from({ length: 101 }, (_, i) => (i * 37) % 101);
  const { median, scale } = upperScale(scores, 0.9);
  near(median, 50);
  near(scale, 40);
  assert.equal(scores[1], 37, 'the scores keep their order');
});

test('the distance between the quartiles counts where it is asked for and larger', () => {
  const scores = Float32Array.of(0, 1, 9, 9.1, 9.2);
  near(upperScale(scores, 0.9).scale, 0.16);
  near(upperScale(scores, 0.9, true).scale, 8.1);
});

test('where the quantile is the median, the scale is a thousandth of what lies above it; of equal scores it is 0', () => {
  const scores = Float32Array.from({ length: 1_000 }, (_, i) => (i === 7 ? 5 : 3));
  assert.deepEqual(upperScale(scores, 0.99), { median: 3, scale: 0.002 });
  assert.deepEqual(upperScale(Float32Array.of(3, 3), 0.99, true), { median: 3, scale: 0 });
});
