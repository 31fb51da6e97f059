import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { scoreBins } from '../../lib/charts/score-bins.js';

test('scoreBins puts a score equal to the threshold below it', () => {
  const { bins } = scoreBins([1, 2, 3, 4], 3);
  const inBins = (above: boolean) =>
    bins.filter((bin) => bin.above === above).reduce((sum, bin) => sum + bin.records, 0);
  assert.deepEqual([inBins(false), inBins(true)], [3, 1]);
});

test('scoreBins takes logarithms where the largest score is far from the median', () => {
  assert.equal(scoreBins([1, 2, 3, 1000], 10).log, true);
  assert.equal(scoreBins([1, 2, 3, 10], 5).log, false);
  assert.equal(scoreBins([0, 2, 3, 1000], 10).log, false);
});

test('scoreBins counts every score once, on its side of the threshold, whatever the scores are', () => {
  const score = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(score, { minLength: 1, maxLength: 50 }), score, (scores, threshold) => {
      const { bins } = scoreBins(scores, threshold);
      const above = bins.filter((bin) => bin.above).reduce((sum, bin) => sum + bin.records, 0);
      const below = bins.filter((bin) => !bin.above).reduce((sum, bin) => sum + bin.records, 0);
      assert.equal(above, scores.filter((value) => value > threshold).length);
      assert.equal(below, scores.length - above);
      assert.ok(bins.every((bin) => Number.isFinite(bin.from) && bin.from <= bin.to));
    }),
  );
});
