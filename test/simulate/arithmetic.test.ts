import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { between, exp, ln } from '../../lib/simulate/arithmetic.js';

test('exp and ln give the known constants to 14 digits', () => {
  assert.ok(Math.abs(exp(1) - Math.E) < 1e-14);
  assert.ok(Math.abs(exp(-10) / 4.5399929762484854e-5 - 1) < 1e-14);
  assert.ok(Math.abs(ln(10) - Math.LN10) < 1e-14);
  assert.ok(Math.abs(ln(2 ** -32) + 22.18070977791825) < 1e-13);
  assert.equal(ln(1), 0);
  assert.equal(exp(0), 1);
});

test('ln undoes exp over the range that is used', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -300, max: 300, noNaN: true }),
      (x) => Math.abs(ln(exp(x)) - x) < 1e-12 * (1 + Math.abs(x)),
    ),
  );
});

test('between goes from the weak to the strong value in equal ratios', () => {
  assert.ok(Math.abs(between(300, 3, 0) - 300) < 1e-9);
  assert.ok(Math.abs(between(300, 3, 0.5) - 30) < 1e-9);
  assert.ok(Math.abs(between(300, 3, 1) - 3) < 1e-9);
});
