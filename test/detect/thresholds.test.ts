import assert from 'node:assert/strict';
import { test } from 'node:test';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { applyThreshold } from '../../lib/detect/apply-threshold.js';
import type { Detection } from '../../lib/detect/detect-anomalies.js';
import { thresholdByAlertsADay } from '../../lib/detect/thresholds/by-alerts-a-day.js';
import { thresholdByCost } from '../../lib/detect/thresholds/by-cost.js';
import { thresholdByExtremes } from '../../lib/detect/thresholds/by-extremes.js';
import { thresholdByQuantile } from '../../lib/detect/thresholds/by-quantile.js';
import { flagScores } from '../../lib/detect/thresholds/threshold.js';

const scores = Float32Array.of(5, 1, 4, 2, 3);
const alerts = (threshold: { value: number }, of = scores) => [...flagScores(of, threshold)];

test('by quantile of the reference', () => {
  assert.deepEqual(alerts(thresholdByQuantile(scores, 0.6)), [1, 0, 1, 0, 0]);
  assert.throws(() => thresholdByQuantile(scores, 2), /quantile 2 is not within 0 to 1/);
  assert.throws(() => thresholdByQuantile(new Float32Array(), 0.5), /no scores/);
});

test('by alerts a day: never more than the budget, fewer where scores tie, all where it suffices', () => {
  assert.deepEqual(alerts(thresholdByAlertsADay(scores, 1, { days: 2 })), [1, 0, 1, 0, 0]);
  const tied = Float32Array.of(5, 4, 4, 4, 1);
  assert.deepEqual(alerts(thresholdByAlertsADay(tied, 2, { days: 1 }), tied), [1, 0, 0, 0, 0]);
  assert.deepEqual(alerts(thresholdByAlertsADay(scores, 100, { days: 1 })), [1, 1, 1, 1, 1]);
  assert.throws(() => thresholdByAlertsADay(scores, 0, { days: 1 }), /is none/);
});

test('by cost: a dear miss lowers it, a dear false alert raises it', () => {
  const labels = [1, 0, 0, 1, 0];
  assert.deepEqual(alerts(thresholdByCost(scores, labels, { falseAlert: 1, missed: 10 })), [1, 0, 1, 1, 1]);
  assert.deepEqual(alerts(thresholdByCost(scores, labels, { falseAlert: 10, missed: 1 })), [1, 0, 0, 0, 0]);
  assert.deepEqual(
    alerts(
      thresholdByCost(Float32Array.of(2, 1), [0, 1], { falseAlert: 9, missed: 1 }),
      Float32Array.of(2, 1),
    ),
    [0, 0],
  );
  assert.throws(
    () => thresholdByCost(Float32Array.of(1, 2), [0, 0], { falseAlert: 1, missed: 1 }),
    /nothing to weigh/,
  );
});

test('by extremes: the chance holds beyond the largest score of an exponential tail', () => {
  const random = xoroshiro128plus(1);
  // From a small seed the first numbers are not yet random.
  for (let i = 0; i < 100; i++) uniformFloat64(random);
  // Logarithms are exponential with rate 1, so a chance of 1e-5 is at the logarithm ln(1e5) = 11.5.
  const tail = Float32Array.from({ length: 50_000 }, () => 1 / (1 - uniformFloat64(random)));
  const { value } = thresholdByExtremes(tail, { chance: 1e-5 });
  assert.ok(Math.abs(Math.log(value) - Math.log(1e5)) < 1, `${Math.log(value)}`);
  assert.throws(() => thresholdByExtremes(scores, { chance: 1e-4 }), /are needed: give at least 1,000/);
  assert.throws(() => thresholdByExtremes(tail, { chance: 0.5 }), /not in the tail/);
});

test('a detection gets another threshold, its flags and its model with it, and the scores stay', () => {
  const detection = { scores, model: { threshold: { value: 9, rule: '' } } } as unknown as Detection;
  const stricter = applyThreshold(detection, { alertsPerDay: 1, days: 2 });
  assert.equal(stricter.scores, scores);
  assert.deepEqual([...stricter.isAnomaly], [1, 0, 1, 0, 0]);
  assert.equal(stricter.anomalies, 2);
  assert.deepEqual([stricter.threshold, stricter.model.threshold.value], [3, 3]);
  assert.match(stricter.rule, /at most 1 alerts a day over 2 days/);
  assert.equal(applyThreshold(detection, { quantile: 0.6 }).anomalies, 2);
  assert.equal(applyThreshold(detection, { value: 4.5 }).anomalies, 1);
  const labels = [1, 0, 0, 1, 1];
  assert.equal(applyThreshold(detection, { labels, falseAlert: 1, missed: 10 }).anomalies, 4);
  assert.throws(() => applyThreshold(detection, {} as { value: number }), /give alertsPerDay, quantile/);
});
