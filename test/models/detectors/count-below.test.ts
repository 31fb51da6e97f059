import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { countBelow } from '../../../lib/models/detectors/count-below.js';

test('as many numbers are counted below each value as there are, of any size and sign', () => {
  const numbers = fc.array(fc.float({ noNaN: true }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(numbers, numbers, (some, others) => {
      const sorted = Float32Array.from(some).sort();
      // Those that are among the numbers too, 0 as +0 and as -0.
      const values = Float32Array.from([...others, ...some, 0, -0]);
      const counts = new Uint32Array(values.length);
      countBelow(sorted)(values, 0, 1, counts);
      assert.deepEqual(
        [...counts],
        [...values].map((value) => sorted.filter((number) => number < value).length),
      );
    }),
  );
});

test('a column of a matrix is walked down by its stride', () => {
  const counts = new Uint32Array(2);
  countBelow(Float32Array.of(1, 2, 3))(Float32Array.of(9, 2, 9, 4), 1, 2, counts);
  assert.deepEqual([...counts], [1, 3]);
});
