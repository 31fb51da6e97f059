import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { refuseLeakingSplit } from '../../lib/evaluate/refuse-leaking-split.js';
import { groupedSplit, networkOf, stratifiedSplit, timeSplit } from '../../lib/evaluate/splits.js';
import { lineWithOutlier } from '../models/random-matrix.js';

const labels = Array.from({ length: 100 }, (_, i) => (i % 10 === 0 ? 1 : 0));

test('a stratified split has the same share of positives on both sides, and every row once', () => {
  const { train, test: heldOut } = stratifiedSplit(labels, { test: 0.3, seed: 1 });
  assert.equal(heldOut.length, 30);
  assert.equal(heldOut.filter((row) => labels[row] === 1).length, 3);
  assert.deepEqual(
    [...train, ...heldOut].sort((a, b) => a - b),
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
        const { train, test: heldOut } = groupedSplit(groups, marked, 'actor', { seed });
        const known = new Set([...train].map((row) => groups[row]));
        assert.ok([...heldOut].every((row) => !known.has(groups[row])));
        assert.equal(train.length + heldOut.length, groups.length);
        for (const side of [train, heldOut])
          assert.equal(new Set([...side].map((row) => marked[row])).size, 2);
      },
    ),
  );
});

test('however large or small the test part, each side has a group with positives and one without', () => {
  const groups = 'abcd';
  for (const part of [0.9, 0.1]) {
    const { train, test: tested } = groupedSplit(groups, [1, 1, 0, 0], 'actor', { test: part });
    assert.equal(tested.length, 2, `${part}`);
    for (const side of [train, tested]) {
      assert.equal([...side].filter((row) => row < 2).length, 1, `${part}`);
    }
  }
});

test('a split by time judges by what came last, and keeps a moment together', () => {
  const { train, test: heldOut } = timeSplit([50, 10, 30, 30, 20, 40], { test: 0.5 });
  assert.deepEqual([...train], [1, 4]);
  assert.deepEqual([...heldOut], [0, 2, 3, 5]);
  assert.throws(() => timeSplit([7, 7, 7]), /of one moment/);
  // The cut would lie within the first moment: it moves behind it, and the training set is not empty.
  const large = timeSplit([5, 5, 9, 5, 5], { test: 0.5 });
  assert.deepEqual([...large.train], [0, 1, 3, 4]);
  assert.deepEqual([...large.test], [2]);
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
  assert.throws(
    () => refuseLeakingSplit(matrix, split, { seconds: [1, 2, 4, 4, 5, 6] }),
    /Row 3, .* no later/,
  );
  const values = matrix.values.slice();
  values.copyWithin(9, 0, 3);
  assert.throws(() => refuseLeakingSplit({ ...matrix, values }, split), /1 of 3 test records are equal/);
});

test('one of a hundred test records may be equal to a training record by chance, two may not', () => {
  const matrix = lineWithOutlier(200, 3);
  const rows = (from: number) => Int32Array.from({ length: 100 }, (_, i) => from + i);
  const split = { train: rows(0), test: rows(100) };
  const values = matrix.values.slice();
  values.copyWithin(100 * 3, 0, 3);
  refuseLeakingSplit({ ...matrix, values }, split);
  values.copyWithin(101 * 3, 0, 3);
  assert.throws(() => refuseLeakingSplit({ ...matrix, values }, split), /2 of 100 test records are equal/);
});

test('a split that leaves one side empty is refused', () => {
  assert.throws(() => stratifiedSplit(labels, { test: 1 }), /test part of 1/);
  assert.throws(() => stratifiedSplit([1, 0, 0, 0]), /Class 1 has 1 record, too few/);
  assert.throws(() => stratifiedSplit([0, 0]), /All 2 labels are 0, so there is nothing to split by/);
  assert.throws(() => groupedSplit('aab', [1, 0, 0], '/24 network'), /Only one \/24 network has positives/);
});
