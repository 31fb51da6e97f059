import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { FeatureColumn } from '../../lib/features/feature-matrix.js';
import { TOP_TOPICS, topTopics } from '../../lib/models/top-topics.js';
import { matrixOf } from './matrix-of.js';

const columnsOf = (...topics: readonly string[]): readonly FeatureColumn[] =>
  matrixOf(new Float32Array(topics.length), topics.length).columns.map((column, j) => ({
    ...column,
    topic: topics[j]!,
  }));

/** The topics of one row, the largest first, with their shares. */
function topOf(
  topics: readonly string[],
  parts: readonly number[],
  values: readonly number[] = parts.map(() => 2),
) {
  const columns = columnsOf(...topics);
  const topColumns = new Int16Array(TOP_TOPICS).fill(-1);
  const topShares = new Float32Array(TOP_TOPICS);
  const scored = { values: Float32Array.from(values), parts: Float32Array.from(parts) };
  topTopics(columns)(scored, 0, topColumns, topShares, 0);
  return [...topColumns].flatMap((column, i) =>
    column < 0 ? [] : [[columns[column]!.topic, topShares[i]!] as const],
  );
}

test('the three topics with the largest parts come first, each with its share of all parts', () => {
  assert.deepEqual(topOf(['a', 'b', 'c', 'd', 'e'], [1, 4, 2, 0.5, 0.5]), [
    ['b', 0.5],
    ['c', 0.25],
    ['a', 0.125],
  ]);
});

test('columns of one topic are summed, under the first of them', () => {
  assert.deepEqual(topOf(['hour', 'bytes', 'hour', 'port'], [1, 3, 3, 1]), [
    ['hour', 0.5],
    ['bytes', 0.375],
    ['port', 0.125],
  ]);
});

test('a topic whose values are all typical is no reason, and its part is no other topic’s', () => {
  assert.deepEqual(topOf(['a', 'b', 'c'], [6, 1, 1], [0.99, 1, -1]), [
    ['b', 0.125],
    ['c', 0.125],
  ]);
  assert.deepEqual(topOf(['a', 'b', 'a'], [3, 1, 0], [0.1, 2, -1.5]), [
    ['a', 0.75],
    ['b', 0.25],
  ]);
});

test('parts of 0 are no reasons', () => {
  assert.deepEqual(topOf(['a', 'b'], [0, 0]), []);
  assert.deepEqual(topOf(['a', 'b'], [0, 1]), [['b', 1]]);
});

test('of any parts, it finds the three that sorting finds', () => {
  const column = fc.tuple(
    fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
    fc.nat(20),
    fc.integer({ min: -2, max: 2 }),
  );
  fc.assert(
    fc.property(fc.array(column, { minLength: 1, maxLength: 12 }), (columns) => {
      const total = columns.reduce((sum, [, part]) => sum + part, 0) || 1;
      const unusual = new Set<string>(
        columns.flatMap(([topic, , value]) => (Math.abs(value) >= 1 ? [topic] : [])),
      );
      const sums = [...unusual].map((topic) =>
        columns.reduce((sum, [own, part]) => sum + (own === topic ? part : 0), 0),
      );
      const shares = topOf(
        columns.map(([topic]) => topic),
        columns.map(([, part]) => part),
        columns.map(([, , value]) => value),
      ).map(([topic, share]) => {
        assert.ok(unusual.has(topic));
        return share;
      });
      const expected = sums
        .filter((sum) => sum > 0)
        .sort((a, b) => b - a)
        .slice(0, TOP_TOPICS);
      assert.deepEqual(
        shares,
        expected.map((sum) => Math.fround(sum / total)),
      );
    }),
  );
});
