import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { classifyTraffic } from '../../lib/evaluate/classify-traffic.js';
import { describeEvaluation } from '../../lib/evaluate/evaluation-text.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { tinyTraffic } from '../features/tiny-traffic.js';
import { realData } from '../real-data.js';

const shipped = path.resolve(__dirname, '../../data/cybersecurity_data.csv');

test('on actors it has not seen a classifier beats guessing, and is judged by the truth also when rules taught it', async () => {
  const found = await classifyTraffic(await openTraffic(shipped), { seed: 1, epochs: 4 });
  const { byTruth, rulesByRules, rulesByTruth } = found;
  assert.ok(byTruth.averagePrecision.value > 5 * (byTruth.positives / byTruth.records));
  assert.equal(rulesByTruth.positives, byTruth.positives);
  assert.notEqual(rulesByRules.positives, byTruth.positives);
  assert.match(found.split.how, /by actor/);
  assert.match(
    describeEvaluation(byTruth, 'Trained on truth')[0]!,
    /^Trained on truth: ROC-AUC 0\.\d{3} \(95 % interval 0\.\d{3} to \d\.\d{3}\), where guessing gives 0\.5; /,
  );
  const names = found.detectors.map(({ detector }) => detector.replace(/:.*/, ''));
  assert.deepEqual(names.sort(), ['dense classifier', 'logistic regression', 'majority', 'one feature']);
  assert.equal(found.features.rows, found.labels.length);
  const probabilities = found.explained.map(({ probability }) => probability);
  assert.ok(probabilities.every((p, i) => i === 0 || p <= probabilities[i - 1]!));
  for (const { reasons } of found.explained) assert.match(reasons, /\w+ \w+/);
});

test('rule hits alone are no truth to judge by', async () => {
  const traffic = await tinyTraffic([{ rule_names: 'r', bytes_in: 1 }, { bytes_in: 2 }, { bytes_in: 3 }]);
  await assert.rejects(classifyTraffic(traffic), /Only the rule engine labelled these records/);
});

test('the real records have one class, and that is an error that says what can be done instead', {
  skip: realData.skip,
}, async () => {
  const traffic = await openTraffic(realData.file('cloudwatch/CloudWatch_Traffic_Web_Attack.csv'));
  await assert.rejects(
    classifyTraffic(traffic),
    /All 282 labels are 1, .* detectAnomalies\(\) needs no labels/,
  );
});
