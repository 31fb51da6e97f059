import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detectAnomalies } from '../../lib/detect/detect-anomalies.js';
import { rescoreByDefaultScore } from '../../lib/detect/rescore-by-default-score.js';
import { tinyTraffic } from '../features/tiny-traffic.js';

/** A quiet server of 400 records, the last of which is far from usual in three ways. */
const quiet = Array.from({ length: 400 }, (_, i) => ({
  src_ip: `192.0.2.${i % 5}`,
  bytes_in: i === 399 ? 9_000_000 : 1000 + ((i * 37) % 200),
  bytes_out: i === 399 ? 7_000_000 : 2000 + ((i * 53) % 300),
  dst_port: i === 399 ? 4444 : 443,
  creation_time: `2024-05-06 0${Math.floor(i / 60)}:${String(i % 60).padStart(2, '0')}:00`,
  end_time: `2024-05-06 0${Math.floor(i / 60)}:${String(i % 60).padStart(2, '0')}:${10 + (i % 7)}`,
}));

test('the default score takes the place of the error, with its own stated rule; reasons and features stay', async () => {
  const error = await detectAnomalies(await tinyTraffic(quiet), { seed: 1, steps: 3 });
  const found = await rescoreByDefaultScore(error);
  assert.equal(found.scores.indexOf(Math.max(...found.scores)), 399);
  assert.equal(found.isAnomaly[399], 1);
  // ln 200.
  assert.ok(Math.abs(found.threshold - 5.298) < 0.001);
  assert.match(found.rule, /fewer than one record in 200 .* above 5\.30$/);
  assert.equal(found.anomalies, [...found.scores].filter((score) => score > found.threshold).length);
  assert.ok(found.anomalies <= 3, `${found.anomalies} of 400: 0.75 % at most`);
  assert.deepEqual(found.reasons(399), error.reasons(399));
  assert.match(
    found.reasonsNote ?? '',
    /^those of another score: the reconstruction error of an autoencoder/,
  );
  assert.deepEqual((await rescoreByDefaultScore(error)).scores, found.scores);
  await assert.rejects(rescoreByDefaultScore(error, { signal: AbortSignal.abort() }), { name: 'AbortError' });
});
