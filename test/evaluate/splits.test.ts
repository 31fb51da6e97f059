import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { refuseLeakingSplit } from '../../lib/evaluate/refuse-leaking-split.js';
import { groupedSplit, networkOf, stratifiedSplit, timeSplit } from '../../lib/evaluate/splits.js';
import { lineWithOutlier } from '../models/random-matrix.js';

const labels = Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? 1 : 0));

test('a stratified split has the same share of positives on both sides, and every row once', () => {
  const { train, test: judged } = stratifiedSplit(labels, { test: 0.3, seed: 1 });
  assert.equal(judged.length, 30);
  assert.equal(judged.filter((row) => labels[row] === 1).length, 3);
  assert.deepEqual(
    [...train, ...judged].sort((a, b) => a - b),
    [...labels.keys()],
  );
});

test('no group is ever on both sides of a grouped split', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 40, maxLength: 80 }),
      fc.integer(),
      (groups, seed) => {
        const marked = groups.map((group) => (group % 3 === 0 ? 1 : 0));
        fc.pre(
          new Set(groups.filter((g) => g % 3 === 0)).size > 1 &&
            new Set(groups.filter((g) => g % 3)).size > 1,
        );
        const { train, test: judged } = groupedSplit(groups, marked, 'actor', { seed });
        const known = new Set([...train].map((row) => groups[row]));
        assert.ok([...judged].every((row) => !known.has(groups[row])));
        assert.equal(train.length + judged.length, groups.length);
        for (const side of [train, judged])
          assert.equal(new Set([...side].map((row) => marked[row])).size, 2);
      },
    ),
  );
});

test('a split by time judges by what came last, and keeps a moment together', () => {
  const { train, test: judged } = timeSplit([50, 10, 30, 30, 20, 40], { test: 0.5 });
  assert.deepEqual([...train], [1, 4]);
  assert.deepEqual([...judged], [0, 2, 3, 5]);
  assert.throws(() => timeSplit([7, 7, 7]), /of one moment/);
});

test('networks are /24 and /48, also of an IPv4 address in IPv6 clothing', () => {
  assert.equal(networkOf('65.49.1.17'), '65.49.1.0/24');
  assert.equal(networkOf('::ffff:65.49.1.17'), '65.49.1.0/24');
  assert.equal(networkOf('2001:db8:1:2::3'), '2001:db8:1::/48');
  assert.throws(() => networkOf('proxy'), /“proxy” is not an IP address/);
});

test('leaking splits are refused: rows, groups, times and duplicates on both sides', () => {
  const matrix = lineWithOutlier(6, 3);
  const split = { train: Int32Array.of(0, 1, 2), test: Int32Array.of(3, 4, 5) };
  refuseLeakingSplit(matrix, split, { groups: 'aaabbb', seconds: [1, 2, 3, 4, 5, 6] });
  const overlapping = { ...split, test: Int32Array.of(2, 3) };
  assert.throws(() => refuseLeakingSplit(matrix, overlapping), /Row 2 is on both sides/);
  assert.throws(() => refuseLeakingSplit(matrix, split, { groups: 'aabbcc' }), /“b” is on both sides/);
  assert.throws(() => refuseLeakingSplit(matrix, split, { seconds: [1, 2, 9, 4, 5, 6] }), /no later than/);
  const values = matrix.values.slice();
  values.copyWithin(9, 0, 3);
  assert.throws(() => refuseLeakingSplit({ ...matrix, values }, split), /1 of 3 test records are equal/);
});

test('a split that leaves one side empty is refused', () => {
  assert.throws(() => stratifiedSplit(labels, { test: 1 }), /test part of 1/);
  assert.throws(() => stratifiedSplit([1, 0, 0, 0]), /Class 1 has 1 record, too few/);
  assert.throws(() => stratifiedSplit([0, 0]), /All 2 labels are 0, so there is nothing to split by/);
  assert.throws(() => groupedSplit('aab', [1, 0, 0], '/24 network'), /Only one \/24 network has positives/);
});
