import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anomalyRule } from '../../lib/detect/anomaly-rule.js';

test('the threshold lies where the modified z-score of the logarithm is 3.5', () => {
  // Logarithms 0, 1, 2, 3, 4: median 2, MAD 1, so ln(threshold) = 2 + 3.5 / 0.6745.
  const { threshold, rule } = anomalyRule(Float32Array.from([0, 1, 2, 3, 4], Math.exp));
  assert.ok(Math.abs(Math.log(threshold) - (2 + 3.5 / 0.6745)) < 1e-6);
  assert.match(rule, /modified z-score .* above 3\.5, that is anomaly_score above 1\.32e\+3 \(Iglewicz/);
});

test('scores that are all alike give no anomalies', () => {
  const { threshold } = anomalyRule(Float32Array.from([0.5, 0.5, 0.5]));
  assert.ok(0.5 <= threshold);
});

test('a score of 0 is no error of the logarithm', () => {
  assert.ok(Number.isFinite(anomalyRule(Float32Array.from([0, 0, 1])).threshold));
});

test('no scores are refused', () => {
  assert.throws(() => anomalyRule(new Float32Array()), /no scores/);
});
