import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import { anomalyRule } from '../../lib/detect/anomaly-rule.js';
import { detectAnomalies } from '../../lib/detect/detect-anomalies.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { detectors } from '../../lib/models/detectors/registry.js';
import { fitIsolationForest } from '../../lib/models/detectors/unsupervised/isolation-forest.js';
import { tinyTraffic } from '../features/tiny-traffic.js';
import { realData } from '../real-data.js';

/** A quiet server: sizes and times vary a little, and record 30 carries a thousand times as much as any other. */
const quiet = Array.from({ length: 60 }, (_, i) => ({
  src_ip: `192.0.2.${i % 5}`,
  bytes_in: i === 29 ? 9_000_000 : 1000 + ((i * 37) % 200),
  bytes_out: 2000 + ((i * 53) % 300),
  creation_time: `2024-05-06 0${Math.floor(i / 60)}:${String(i % 60).padStart(2, '0')}:00`,
  end_time: `2024-05-06 0${Math.floor(i / 60)}:${String(i % 60).padStart(2, '0')}:${10 + (i % 7)}`,
}));

test('a planted giant transfer is found, and the reason names bytes in', async () => {
  const found = await detectAnomalies(await tinyTraffic(quiet), { seed: 1 });
  assert.equal(found.scores.indexOf(Math.max(...found.scores)), 29);
  assert.ok(
    found.reasons(29).some(({ text }) => /8\.6 MiB, 8,\d00 x the median/.test(text)),
    String(found.reasons(29).map((r) => r.text)),
  );
  assert.equal(found.rowIds[29], 30);
  const matrix = await found.matrix();
  assert.deepEqual(matrix.rowIds, found.rowIds);
  assert.deepEqual(matrix.columns, found.features.columns);
});

test('the verdict is the stated rule applied to the scores, and nothing else', async () => {
  const found = await detectAnomalies(await tinyTraffic(quiet), { seed: 1 });
  assert.deepEqual(
    [...found.isAnomaly],
    [...found.scores].map((score) => (score > found.threshold ? 1 : 0)),
  );
  assert.equal(found.anomalies, [...found.isAnomaly].filter(Boolean).length);
  assert.match(found.rule, /modified z-score/);
});

test('the same seed gives the same scores to the bit', async () => {
  const traffic = await tinyTraffic(quiet);
  const [first, second] = [
    await detectAnomalies(traffic, { seed: 5 }),
    await detectAnomalies(traffic, { seed: 5 }),
  ];
  assert.deepEqual(first.scores, second.scores);
});

test('two detections at once do not get in each other’s way', async () => {
  const traffic = await tinyTraffic(quiet);
  const [first, second] = await Promise.all(
    [1, 2].map((seed) => detectAnomalies(traffic, { seed, steps: 3 })),
  );
  assert.notDeepEqual(first!.scores, second!.scores);
  assert.deepEqual((await detectAnomalies(traffic, { seed: 1, steps: 3 })).scores, first!.scores);
});

test('aborted before training there is nothing to give; aborted in training there is', async () => {
  const traffic = await tinyTraffic(quiet);
  await assert.rejects(detectAnomalies(traffic, { signal: AbortSignal.abort() }), { name: 'AbortError' });
  const abort = new AbortController();
  const found = await detectAnomalies(traffic, { signal: abort.signal, onProgress: () => abort.abort() });
  assert.equal(found.history?.stopped, 'aborted');
  assert.equal(found.history?.kept, 5);
  assert.equal(found.scores.length, 60);
});

test('every detector of the registry finds the planted transfer, by its own rule and with reasons', async () => {
  const traffic = await tinyTraffic(quiet);
  const features = ['bytes_in', 'bytes_out', 'duration'];
  for (const { name, anomalyRule: own } of detectors) {
    const found = await detectAnomalies(traffic, { detector: name, seed: 1, features });
    assert.equal(found.detector, name);
    // To ECOD a value at the end of one feature is no rarer than the last of 60.
    const above = [...found.scores].filter((score) => score > found.scores[29]!).length;
    assert.ok(above < (name === 'ECOD' ? 15 : 1), `${name}: ${above} are above it`);
    assert.equal(found.rule, own?.rule ?? anomalyRule(found.scores).rule, name);
    assert.deepEqual(
      [...found.isAnomaly],
      [...found.scores].map((score) => (score > found.threshold ? 1 : 0)),
      name,
    );
    assert.ok(
      found.reasons(29).some(({ feature }) => feature === 'bytes_in'),
      `${name}: ${found.reasons(29).map(({ text }) => text)}`,
    );
  }
});

test('reasons of a detector that gives none are distances from the medians, and said to be', async () => {
  const traffic = await tinyTraffic(quiet);
  const features = ['bytes_in', 'bytes_out'];
  const found = await detectAnomalies(traffic, { detector: 'isolation forest', seed: 1, features });
  assert.match(
    found.reasonsNote ?? '',
    /^the features farthest from their medians, since isolation forest gives no reasons of its own$/,
  );
  assert.deepEqual([found.history, found.backend], [null, null]);
  const { values } = await found.matrix();
  const [bytesIn, bytesOut] = [Math.abs(values[29 * 2]!), Math.abs(values[29 * 2 + 1]!)];
  const [first] = found.reasons(29);
  assert.equal(first?.feature, 'bytes_in');
  assert.ok(Math.abs(first!.share - bytesIn / (bytesIn + bytesOut)) < 1e-6);
  assert.equal((await detectAnomalies(traffic, { seed: 1, steps: 1 })).reasonsNote, null);
});

test('a detector takes its own options, and its scores are those of a fit on the same features', async () => {
  const traffic = await tinyTraffic(quiet);
  const features = ['bytes_in', 'bytes_out'];
  const found = await detectAnomalies(traffic, { detector: 'isolation forest', seed: 4, trees: 7, features });
  const matrix = await found.matrix();
  const fitted = await fitIsolationForest(matrix, { seed: 4, trees: 7 });
  assert.deepEqual(found.scores, await fitted.score(matrix));
});

test('a detector that is not there is refused with the names of those that are', async () => {
  const detector = 'lof' as 'autoencoder';
  await assert.rejects(
    detectAnomalies(await tinyTraffic(quiet), { detector }),
    /no detector “lof”: name one of 'robust z', .*'autoencoder'/,
  );
});

test('hostile text in records reaches reasons only as visible text', async () => {
  const hostile = quiet.map((record, i) => ({
    ...record,
    src_ip_country_code: i === 7 ? '=1+1\u202e\n' : 'AT',
  }));
  const found = await detectAnomalies(await tinyTraffic(hostile), {
    seed: 1,
    features: ['country_rarity', 'bytes_in'],
  });
  const text = found
    .reasons(7)
    .map((reason) => reason.text)
    .join('; ');
  assert.match(text, /country =1\+1\\u202e\\u000a, in 1\.7 % of the records/);
});

test('the real records: every one is scored, by features that vary there', {
  skip: realData.skip,
}, async () => {
  const traffic = await openTraffic(realData.file('cloudwatch/CloudWatch_Traffic_Web_Attack.csv'));
  const found = await detectAnomalies(traffic, { seed: 1 });
  assert.equal(found.scores.length, 282);
  const names = found.features.columns.map(({ name }) => name);
  for (const constant of ['duration', 'port_rarity', 'protocol_rarity', 'response_rarity']) {
    assert.ok(!names.includes(constant), constant);
    assert.ok(found.dropped.some(({ name }) => name === constant));
  }
  assert.ok(found.dropped.every(({ reason }) => reason !== ''));
});

test('the shipped records: attacks, by the truth shipped beside them, score higher than the rest', async () => {
  const data = path.resolve(__dirname, '../../data');
  const traffic = await openTraffic(path.join(data, 'cybersecurity_data.csv'));
  const found = await detectAnomalies(traffic, { seed: 1 });
  const lines = (await readFile(path.join(data, 'cybersecurity_data.truth.csv'), 'utf8')).trim().split('\n');
  const attack = lines.slice(1).map((line) => line.split(',')[2] !== '');
  // Share of (attack, other) pairs in which the attack scores higher: the area under the ROC curve.
  const order = [...found.scores.keys()].sort((a, b) => found.scores[a]! - found.scores[b]!);
  let others = 0;
  let won = 0;
  for (const row of order) {
    if (attack[found.rowIds[row]! - 1]) won += others;
    else others += 1;
  }
  const area = won / (others * (order.length - others));
  assert.ok(area > 0.85, `area under the ROC curve ${area}`);
});
