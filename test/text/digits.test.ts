import assert from 'node:assert/strict';
import { test } from 'node:test';
import { digits } from '../../lib/text/digits.js';

test('numbers of any size are written with two digits, without exponents', () => {
  assert.deepEqual(
    [61_234, 300, 2.45, 0.171, 0.00512, 0].map((value) => digits(value)),
    ['61,000', '300', '2.5', '0.17', '0.0051', '0'],
  );
});

test('more digits are written where asked', () => {
  assert.equal(digits(1234.5, 3), '1,230');
});
