import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as check, double, integer, property } from 'fast-check';
import { dispersionOf, rateRatio } from '../../lib/compare/rate-ratio.js';
import { randomStream } from '../../lib/simulate/random.js';

const of = (before: number, after: number, more = {}) =>
  rateRatio({ before, after, timeBefore: 1, timeAfter: 1, dispersion: 1, ...more }, 1.96);
const rounded = ({ ratio, low, high }: ReturnType<typeof of>) =>
  [ratio, low, high].map((value) => Math.round(value * 1000) / 1000);

test('rateRatio gives the ratio of two rates with its log-normal interval', () => {
  // exp(ln 2 ± 1.96 √(1/100 + 1/200))
  assert.deepEqual(rounded(of(100, 200)), [2, 1.573, 2.543]);
  assert.deepEqual(rounded(of(100, 200, { timeAfter: 2 })), [1, 0.787, 1.271]);
});

test('records in bursts widen the interval: four times the variance, twice the width of its logarithm', () => {
  const [calm, bursts] = [of(100, 200), of(100, 200, { dispersion: 4 })];
  assert.ok(Math.abs(Math.log(bursts.high / bursts.low) / Math.log(calm.high / calm.low) - 2) < 1e-9);
});

test('what one capture has none of is compared with half a record', () => {
  assert.deepEqual(rounded(of(0, 10)), [21, 1.231, 358.386]);
  assert.throws(() => of(1, 1, { timeBefore: 0 }), RangeError);
});

test('an interval holds its ratio, and the other way round it is the reciprocal', () => {
  check(
    property(
      integer({ min: 0, max: 1e6 }),
      integer({ min: 0, max: 1e6 }),
      double({ min: 1, max: 50, noNaN: true }),
      (before, after, dispersion) => {
        const there = of(before, after, { dispersion });
        const back = of(after, before, { dispersion });
        assert.ok(there.low <= there.ratio && there.ratio <= there.high);
        assert.ok(Math.abs(there.low * back.high - 1) < 1e-9);
      },
    ),
  );
});

test('of intervals that are to hold with 95 %, 95 % hold', () => {
  const { uniform } = randomStream(1, 'test');
  /** Knuth's way to draw from a Poisson distribution of the given mean. */
  const poisson = (mean: number) => {
    let n = -1;
    for (let product = 1; product > Math.exp(-mean); product *= uniform()) n++;
    return n;
  };
  let held = 0;
  for (let i = 0; i < 4000; i++) {
    const { low, high } = of(poisson(40), poisson(60));
    held += Number(low <= 1.5 && 1.5 <= high);
  }
  assert.ok(held / 4000 > 0.94 && held / 4000 < 0.96, String(held / 4000));
});

test('dispersionOf is the variance over the mean, of both captures around their own means, and at least 1', () => {
  assert.equal(dispersionOf([{ sum: 20, squares: 100, bins: 4 }]), 1, '5, 5, 5, 5');
  // 0, 10, 0, 10: squares around the mean 100, over the mean 5, over 3 degrees of freedom
  assert.equal(dispersionOf([{ sum: 20, squares: 200, bins: 4 }]), 100 / 5 / 3);
  assert.equal(
    dispersionOf([
      { sum: 20, squares: 200, bins: 4 },
      { sum: 40, squares: 800, bins: 4 },
    ]),
    (20 + 40) / 6,
  );
  assert.equal(dispersionOf([{ sum: 5, squares: 25, bins: 1 }]), 1);
});
