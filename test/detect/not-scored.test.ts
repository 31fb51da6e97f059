import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectAnomalies } from '../../lib/detect/detect-anomalies.js';
import { topAnomalies } from '../../lib/report/top-anomalies.js';
import { tinyTraffic } from '../features/tiny-traffic.js';

const cases = [
  ['no record', [], /has 0 records; .* two or more/],
  ['one record', [{ bytes_in: 1 }], /has 1 record; .* two or more/],
  [
    'equal records',
    [{ bytes_in: 1 }, { bytes_in: 1 }, { bytes_in: 1 }],
    /No feature varies in these 3 records/,
  ],
] as const;

for (const [what, records, reason] of cases)
  test(`${what} has no scores, no flags and no reasons, and the detection says why`, async () => {
    const traffic = await tinyTraffic(records);
    const detection = await detectAnomalies(traffic, { seed: 1 });
    assert.match(detection.notScored ?? '', reason);
    assert.deepEqual([...detection.scores], new Array(records.length).fill(0));
    assert.deepEqual(
      [...detection.rowIds],
      records.map((_, i) => i + 1),
    );
    assert.deepEqual(
      [detection.anomalies, detection.isAnomaly.length, detection.features.columns],
      [0, records.length, []],
    );
    assert.deepEqual(
      records.flatMap((_, row) => detection.reasons(row)),
      [],
    );
    assert.equal((await detection.matrix()).values.length, 0);
    assert.deepEqual(await topAnomalies(traffic, detection), []);
  });

test('features that do not vary are listed with the reason, and few of them are named', async () => {
  const { notScored, dropped } = await detectAnomalies(await tinyTraffic([{}, {}]));
  assert.ok(dropped.length > 40, `${dropped.length} features`);
  assert.match(notScored ?? '', /\(bytes_in, .*duration.* and \d+ others\)/);
});

test('three records with more features are scored without the autoencoder, and the model says why', async () => {
  const traffic = await tinyTraffic([
    { bytes_in: 1, bytes_out: 7, dst_port: 80, end_time: '2024-05-06 00:00:01' },
    { bytes_in: 90, bytes_out: 8, dst_port: 443, response_code: 404 },
    { bytes_in: 9_000, bytes_out: 1, dst_port: 8443, src_ip: '192.0.2.9', src_ip_country_code: 'DE' },
  ]);
  const { notScored, scores, autoencoderScores, model, features } = await detectAnomalies(traffic, {
    seed: 1,
  });
  assert.equal(notScored, null);
  assert.equal(autoencoderScores, null);
  assert.ok(features.columns.length > 3);
  assert.deepEqual(model.leftOut, [
    { detector: 'autoencoder', reason: `3 records are fewer than ${features.columns.length} features` },
  ]);
  assert.ok(scores.every((score) => Number.isFinite(score) && !Object.is(score, -0)));
});

test('a feature that does not exist is an error, also of one record', async () => {
  await assert.rejects(detectAnomalies(await tinyTraffic([{}]), { features: ['rule_names'] }));
});
