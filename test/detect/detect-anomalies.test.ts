import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { rarityThreshold } from '../../lib/detect/anomaly-model.js';
import { anomalyRule } from '../../lib/detect/anomaly-rule.js';
import { addClientEvidence } from '../../lib/detect/client-evidence.js';
import { detectAnomalies } from '../../lib/detect/detect-anomalies.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { detectors, findDetector } from '../../lib/models/detectors/registry.js';
import { fitIsolationForest } from '../../lib/models/detectors/unsupervised/isolation-forest.js';
import type { Progress } from '../../lib/progress/long-operation.js';
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

/** Ordinary clients, and one of whose records every third is no larger than theirs. */
const withAttacker = Array.from({ length: 150 }, (_, i) => {
  const attacks = i % 10 === 4;
  return {
    ...quiet[i % 60]!,
    src_ip: attacks ? '203.0.113.9' : `192.0.2.${i % 9}`,
    bytes_in: attacks && i % 30 !== 4 ? 500_000 + i * 1_000 : 1000 + ((i * 37) % 200),
    creation_time: `2024-05-06 ${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:00`,
    end_time: `2024-05-06 ${String(Math.floor(i / 60)).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}:${10 + (i % 7)}`,
  };
});

/** Positions of records, the highest score first. */
const ranked = (scores: Float32Array) => [...scores.keys()].sort((a, b) => scores[b]! - scores[a]!);

test('a planted giant transfer is found, and the reasons say how large and how rare it is', async () => {
  const found = await detectAnomalies(await tinyTraffic(quiet), { seed: 1 });
  assert.equal(ranked(found.scores)[0], 29);
  const texts = found.reasons(29).map(({ text }) => text);
  assert.ok(
    texts.some((text) => /8\.6 MiB, 1,\d00 x the median .* as high in 1 of 60 records$/.test(text)),
    texts.join('; '),
  );
  assert.equal(found.rowIds[29], 30);
  const matrix = await found.matrix();
  assert.deepEqual(matrix.rowIds, found.rowIds);
  assert.deepEqual(matrix.columns, found.features.columns);
});

test('the verdict is the stated rule applied to the scores, and nothing else', async () => {
  const found = await detectAnomalies(await tinyTraffic(quiet), { seed: 1 });
  assert.equal(found.detector, 'consensus');
  assert.deepEqual(
    [...found.isAnomaly],
    [...found.scores].map((score) => (score > found.threshold ? 1 : 0)),
  );
  assert.equal(found.anomalies, [...found.isAnomaly].filter(Boolean).length);
  assert.equal(found.threshold, Math.log(200));
  assert.equal(
    found.rule,
    'is_anomaly where anomaly_score is above 5.30: one training record in 200 has so high a score',
  );
});

test('where clients explain the scores, a client’s records raise each other, and the reason says so', async () => {
  const found = await detectAnomalies(await tinyTraffic(withAttacker), { seed: 1 });
  const { evidence } = found.model;
  assert.ok(evidence!.used && evidence!.explained > 0.15, `${evidence!.explained}`);
  const { codes, addresses } = found.clients!;
  assert.deepEqual(
    Array.from(codes, (code) => addresses[code]),
    withAttacker.map(({ src_ip }) => src_ip),
  );
  const place = (scores: Float32Array, row: number) => ranked(scores).indexOf(row);
  for (const row of [4, 34, 64, 94, 124])
    assert.ok(place(found.scores, row) < place(found.recordScores, row), `record ${row}`);
  // All of its fifteen records are among the first.
  assert.ok(
    ranked(found.scores)
      .slice(0, 15)
      .every((row) => addresses[codes[row]!] === '203.0.113.9'),
  );
  const own = withAttacker.flatMap(({ src_ip }, row) =>
    src_ip === '203.0.113.9' ? [found.clientScores![row]!] : [],
  );
  assert.equal(new Set(own).size, 1, 'one score of the client');
  const reason = found.reasons(34).find(({ feature }) => feature === 'client');
  assert.match(
    reason?.text ?? '',
    /^15 records of this client have a mean score of \d[\d.]*, that of all is \d[\d.]*$/,
  );
});

test('where clients explain nothing, the score is that of the record, and no reason is a client', async () => {
  const found = await detectAnomalies(await tinyTraffic(quiet), { seed: 1 });
  assert.equal(found.model.evidence!.used, false);
  assert.deepEqual(found.scores, found.recordScores);
  for (const row of found.rowIds.keys())
    assert.ok(found.reasons(row).every(({ feature }) => feature !== 'client'));
});

test('the model is plain data, from which record scores and those of the autoencoder follow to the bit', async () => {
  const found = await detectAnomalies(await tinyTraffic(withAttacker), { seed: 3 });
  const model = structuredClone(found.model);
  const matrix = await found.matrix();
  const restored = await findDetector(model.detector).restore(model.state, model.features.columns);
  const { scores, memberScores } = await restored.explain!(matrix);
  restored.dispose();
  assert.deepEqual(scores, found.recordScores);
  assert.deepEqual(memberScores!.autoencoder, found.autoencoderScores);
  const again = addClientEvidence(scores, found.clients!, model.evidence!);
  assert.deepEqual(again.scores, found.scores);
  assert.deepEqual(again.clientScores, found.clientScores);
});

test('few records and many features leave the autoencoder out, with the reason', async () => {
  const found = await detectAnomalies(await tinyTraffic(quiet.slice(0, 6)), { seed: 1 });
  assert.match(found.model.leftOut[0]?.reason ?? '', /^6 records are fewer than \d+ features$/);
  assert.deepEqual([found.autoencoderScores, found.history, found.backend], [null, null, null]);
  assert.ok(found.scores.every(Number.isFinite));
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
  const [first, second] = await Promise.all([1, 2].map((seed) => detectAnomalies(traffic, { seed })));
  assert.notDeepEqual(first!.scores, second!.scores);
  assert.deepEqual((await detectAnomalies(traffic, { seed: 1 })).scores, first!.scores);
});

test('an option that the detector does not have is refused, and those that it has are named', async () => {
  const traffic = await tinyTraffic(quiet);
  const misspelled = { sead: 2 } as { seed?: number };
  await assert.rejects(
    detectAnomalies(traffic, misspelled),
    /no option "sead"; its options are detector, seed, features, signal, onProgress\./,
  );
  const forest = { detector: 'isolation forest', steps: 9 } as { detector: 'isolation forest' };
  await assert.rejects(detectAnomalies(traffic, forest), /no option "steps"; .*, trees, sample\./);
  await detectAnomalies(traffic, { detector: 'autoencoder', steps: 2, networks: 1 });
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
  for (const { name } of detectors) {
    const found = await detectAnomalies(traffic, { detector: name, seed: 1, features });
    assert.equal(found.detector, name);
    // To ECOD a value at the end of one feature is no rarer than the last of 60.
    const above = [...found.scores].filter((score) => score > found.scores[29]!).length;
    assert.ok(above < (name === 'ECOD' ? 15 : 1), `${name}: ${above} are above it`);
    assert.equal(
      found.rule,
      name === 'consensus' ? rarityThreshold().rule : anomalyRule(found.scores).rule,
      name,
    );
    // Only the default detector takes in what the other records of a client say.
    assert.equal(found.clients === null, name !== 'consensus', name);
    assert.equal(found.clientScores === null, name !== 'consensus', name);
    assert.equal(found.autoencoderScores === null, !['autoencoder', 'consensus'].includes(name), name);
    if (name === 'autoencoder') assert.deepEqual(found.autoencoderScores, found.scores);
    assert.deepEqual(
      [...found.isAnomaly],
      [...found.scores].map((score) => (score > found.threshold ? 1 : 0)),
      name,
    );
    // Quantities are no values that it could find rare: all scores are 0.
    if (name === 'rare values') assert.equal(found.anomalies, 0);
    else
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
  const [bytesIn, bytesOut] = [values[29 * 2]! ** 2, values[29 * 2 + 1]! ** 2];
  const [first] = found.reasons(29);
  assert.equal(first?.feature, 'bytes_in');
  assert.ok(Math.abs(first!.share - bytesIn / (bytesIn + bytesOut)) < 1e-6);
  assert.equal((await detectAnomalies(traffic, { seed: 1 })).reasonsNote, null);
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
    /no detector “lof”: name one of 'root mean square', .*'consensus'/,
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

test('the real records: the large transfers of one client after 08:00 are all in the top tenth', {
  skip: realData.skip,
}, async () => {
  const traffic = await openTraffic(realData.file('cloudwatch/CloudWatch_Traffic_Web_Attack.csv'));
  // The seed of the notebooks. With seeds 1 to 12, the lowest of the twelve stands between the 20th and the 33rd place.
  const { scores, rowIds, model } = await detectAnomalies(traffic, { seed: 1 });
  const transfers = await requireLocal(traffic).engine.connection.runAndReadAll(
    "select row_id from traffic where src_ip = '155.91.45.242' and creation_time >= timestamp '2024-04-26 08:00:00'",
  );
  const top = ranked(scores)
    .slice(0, 28)
    .map((row) => rowIds[row]!);
  const ids = transfers.getRows().map(([id]) => Number(id));
  assert.equal(ids.length, 12);
  assert.deepEqual(
    ids.filter((id) => !top.includes(id)),
    [],
  );
  assert.ok(model.evidence!.used);
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

/** Small captures of ordinary records, one of which carries a thousand times the median of bytes. */
const withGiant = fc
  .record({
    records: fc.array(
      fc.record({
        size: fc.integer({ min: 200, max: 5_000 }),
        client: fc.nat({ max: 12 }),
        minute: fc.nat({ max: 1_439 }),
        seconds: fc.integer({ min: 1, max: 59 }),
        port: fc.constantFrom(443, 443, 443, 80, 22),
        response: fc.constantFrom(200, 200, 200, 302, 404),
      }),
      { minLength: 12, maxLength: 80 },
    ),
    place: fc.nat(),
    inwards: fc.boolean(),
  })
  .map(({ records, place, inwards }) => {
    const giant = place % records.length;
    const sizes = records.map(({ size }) => size).sort((a, b) => a - b);
    const large = 1_000 * sizes[sizes.length >> 1]!;
    const time = (minute: number) =>
      `2024-05-06 ${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
    return {
      giant,
      records: records.map(({ size, client, minute, seconds, port, response }, i) => ({
        src_ip: `198.51.100.${client}`,
        bytes_in: i === giant && inwards ? large : size,
        bytes_out: i === giant && !inwards ? large : 3 * size,
        creation_time: `${time(minute)}:00`,
        end_time: `${time(minute)}:${String(seconds).padStart(2, '0')}`,
        dst_port: port,
        response_code: response,
      })),
    };
  });

test('a record with a thousand times the median of bytes is never in the lower half', async () => {
  await fc.assert(
    fc.asyncProperty(withGiant, fc.integer({ min: 1, max: 1_000 }), async ({ giant, records }, seed) => {
      const { scores } = await detectAnomalies(await tinyTraffic(records), { seed });
      const higher = scores.filter((score) => score >= scores[giant]!).length;
      assert.ok(higher <= records.length / 2, `${higher} of ${records.length} are as high`);
    }),
    { numRuns: 8 },
  );
});

test('progress goes from features over the network to the last detector', async () => {
  const seen: Progress[] = [];
  await detectAnomalies(await tinyTraffic(quiet), { seed: 1, onProgress: (progress) => seen.push(progress) });
  const units = seen.flatMap(({ unit }, i) => (unit === seen[i - 1]?.unit ? [] : [unit ?? '']));
  assert.deepEqual(units.slice(-2), ['gradient steps', 'detectors']);
  assert.deepEqual([seen.at(-1)!.done, seen.at(-1)!.total], [6, 6]);
});

test('a signal stops a detector without a network while it scores', async () => {
  const traffic = await tinyTraffic(quiet);
  const stop = new AbortController();
  const reason = new Error('enough');
  const work = detectAnomalies(traffic, {
    detector: 'root mean square',
    signal: stop.signal,
  });
  stop.abort(reason);
  await assert.rejects(work, (error) => error === reason);
});
