import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { describeTail, learnTails } from '../../lib/detect/value-tails.js';
import type { FeatureForm, FeatureMatrix } from '../../lib/features/feature-matrix.js';
import { matrixOf } from '../models/matrix-of.js';

/** A matrix of one feature. */
const oneFeature = (values: readonly number[], form: FeatureForm = 'bytes'): FeatureMatrix => {
  const matrix = matrixOf(Float32Array.from(values), 1);
  return { ...matrix, columns: matrix.columns.map((column) => ({ ...column, form })) };
};
const thousand = oneFeature(Array.from({ length: 1_000 }, (_, i) => (i * 613) % 1_000));
const tailOf = (value: number, form?: FeatureForm) =>
  describeTail(learnTails(thousand), oneFeature([value], form), 0, 0);

test('a value says in how few records one is as high or as low', () => {
  assert.equal(tailOf(999), 'as high in 1 of 1,000 records');
  assert.equal(tailOf(998), 'as high in 1 of 500 records');
  assert.equal(tailOf(0), 'as low in 1 of 1,000 records');
  assert.equal(tailOf(5_000), 'as high in 1 of 1,000 records', 'beyond all of them');
  assert.equal(tailOf(-1), 'as low in 1 of 1,000 records');
});

test('what one record in twenty has is nothing special', () => {
  for (const value of [60, 500, 939]) assert.equal(tailOf(value), '', `${value}`);
  for (const value of [30, 969])
    assert.match(tailOf(value), /^as (high|low) in 1 of \d\d records$/, `${value}`);
});

test('rarities, flags and times, whose texts say it or that have no high and low, have no tails', () => {
  for (const form of ['rarity', 'flag', 'hour', 'weekday'] as const)
    assert.equal(tailOf(999, form), '', form);
});

test('of all features each has its own tails, and equal values have none', () => {
  const matrix = matrixOf(Array.from({ length: 100 }, (_, i) => [i, 7, -i]));
  const tails = learnTails(matrix);
  assert.deepEqual(
    [0, 1, 2].map((column) => describeTail(tails, matrix, 99, column)),
    ['as high in 1 of 100 records', '', 'as low in 1 of 100 records'],
  );
});

test('counts descend from half of the records to one, however few there are', () => {
  for (const rows of [0, 1, 2, 3, 10, 12_345]) {
    const { counts, high } = learnTails(oneFeature(Array.from({ length: rows }, (_, i) => i)));
    assert.equal(high.length, counts.length);
    if (rows < 2) assert.equal(counts.length, 0);
    else assert.deepEqual([counts[0], counts.at(-1)], [Math.floor(rows / 2), 1]);
    for (let i = 1; i < counts.length; i++) assert.ok(counts[i]! < counts[i - 1]!);
  }
});

test('of any values, no more records are as high or as low than the text says', () => {
  const value = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.float({ noNaN: true, noDefaultInfinity: true }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 300 }), value, (values, other) => {
      const train = oneFeature(values);
      const text = describeTail(learnTails(train), oneFeature([other]), 0, 0);
      if (text === '') return;
      const [, side, rarity] = /^as (high|low) in 1 of ([\d,]+) records$/.exec(text)!;
      const x = Math.fround(other);
      const as = train.values.filter((one) => (side === 'high' ? one >= x : one <= x)).length;
      assert.ok(as <= (1.05 * values.length) / Number(rarity!.replaceAll(',', '')), `${text}: ${as}`);
    }),
  );
});
