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
  for (const score of [0.1, 0.3, 0.5, 0.7]) {
    const scores = Float32Array.from([score, score, score]);
    assert.ok(scores[0]! <= anomalyRule(scores).threshold, `${score}`);
  }
});

test('where over half of the scores agree, the mean absolute deviation takes the place of the MAD', () => {
  // Logarithms 0 ten times and 5 once: mean absolute deviation 5/11.
  const logs = [...Array<number>(10).fill(0), 5];
  const { threshold } = anomalyRule(Float32Array.from(logs, Math.exp));
  assert.ok(Math.abs(Math.log(threshold) - 3.5 * 1.253314 * (5 / 11)) < 1e-6);
  assert.ok(threshold < Math.exp(5), 'the one that differs is an anomaly');
});

test('a score of 0 is no error of the logarithm', () => {
  assert.ok(Number.isFinite(anomalyRule(Float32Array.from([0, 0, 1])).threshold));
});

test('no scores are refused', () => {
  assert.throws(() => anomalyRule(new Float32Array()), /no scores/);
});
