import assert from 'node:assert/strict';
import { test } from 'node:test';
import { logTicks } from '../../lib/charts/log-ticks.js';
import { topAndOthers } from '../../lib/charts/top-and-others.js';
import { wrap } from '../../lib/charts/wrap.js';

test('wrap breaks between words and leaves a word longer than the line whole', () => {
  assert.equal(wrap('one two three', 8), 'one two<br>three');
  assert.equal(wrap('incomprehensibilities it', 8), 'incomprehensibilities<br>it');
});

test('topAndOthers folds the rest, but not a single row', () => {
  const fold = (rest: readonly number[]) => rest.reduce((a, b) => a + b, 0);
  assert.deepEqual(topAndOthers([5, 3, 1, 1], 2, fold), [5, 3, 2]);
  assert.deepEqual(topAndOthers([5, 3, 1], 2, fold), [5, 3, 1]);
});

test('logTicks takes 1, 2, 5 over few powers of ten and the powers alone over many', () => {
  assert.deepEqual(logTicks(1, 113), [1, 2, 5, 10, 20, 50, 100]);
  assert.deepEqual(logTicks(0.02, 400), [0.1, 1, 10, 100]);
});
