import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { surpriseOfScore } from '../../../lib/models/detectors/surprise-of-score.js';

test('surprise is -ln of the share that scores as high, and grows beyond the highest seen', () => {
  const surprise = surpriseOfScore(Float32Array.from({ length: 1000 }, (_, i) => i));
  const [lowest, half, tenth, ...beyond] = surprise(Float32Array.of(-5, 500, 900, 999, 1200, 1500));
  // Not -0, which a table would show.
  assert.equal(lowest, 0);
  assert.equal(half, Math.fround(Math.log(2)));
  assert.equal(tenth, Math.fround(Math.log(10)));
  assert.ok(beyond[0]! < beyond[1]! && beyond[1]! < beyond[2]!);
  // The 19 scores above 980 exceed it by 10 on average, and 1200 by 220.
  assert.equal(beyond[1], Math.fround(-Math.log(19 / 1000) + 220 / 10));
});

test('surprise never falls as the score rises, also where scores repeat', () => {
  const surprise = surpriseOfScore(Float32Array.from([1, 1, 1, 1, 2, 2, 2, 7, 7, 7]));
  const at = surprise(Float32Array.of(0, 1, 1.5, 2, 5, 7, 8, 100));
  for (let i = 1; i < at.length; i++) assert.ok(at[i]! >= at[i - 1]!, `${at}`);
});

test('surprise of any scores is finite, 0 or more, and never falls as they rise', () => {
  const scores = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
    minLength: 1,
    maxLength: 80,
  });
  fc.assert(
    fc.property(scores, scores, (reference, others) => {
      const sorted = Float32Array.from([...reference, ...others]).sort();
      const surprises = surpriseOfScore(Float32Array.from(reference))(sorted);
      for (const [i, surprise] of surprises.entries()) {
        assert.ok(Number.isFinite(surprise) && surprise >= 0 && !Object.is(surprise, -0), `${surprise}`);
        assert.ok(i === 0 || surprise >= surprises[i - 1]!, `${surprises}`);
      }
    }),
  );
});

test('no reference scores are refused', () => {
  assert.throws(() => surpriseOfScore(new Float32Array()), /no scores to compare with/);
});
