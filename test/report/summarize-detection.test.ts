import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { describeTraffic } from '../../lib/analyze/describe-traffic.js';
import { detectAnomalies } from '../../lib/detect/detect-anomalies.js';
import { summarizeDetection } from '../../lib/report/summarize-detection.js';
import { writeSummary } from '../../lib/report/write-summary.js';
import { type TinyRecord, tinyTraffic } from '../features/tiny-traffic.js';

const folder = mkdtempSync(path.join(tmpdir(), 'summary-'));
after(() => rmSync(folder, { recursive: true }));

/** What the first screen and `summary.json` say of some records. */
async function summary(records: readonly TinyRecord[]) {
  const traffic = await tinyTraffic(records);
  const [card, detection] = [await describeTraffic(traffic), await detectAnomalies(traffic, { seed: 1 })];
  const file = path.join(folder, 'summary.json');
  await writeSummary(card, detection, file);
  return {
    text: summarizeDetection(card, detection).join('\n'),
    json: JSON.parse(readFileSync(file, 'utf8')),
  };
}

test('where clients explain the scores, the summary says how much and that it counts', async () => {
  const records = Array.from({ length: 200 }, (_, i) => ({
    bytes_in: i % 10 === 0 ? 1e6 + i : 1000 + ((i * 37) % 100),
    dst_port: i % 10 === 0 ? 1024 + i : 443,
    src_ip: `192.0.2.${i % 10}`,
    creation_time: `2024-05-06 00:${String(i % 60).padStart(2, '0')}:00`,
  }));
  const { text, json } = await summary(records);
  assert.match(
    text,
    /Clients explain \d+ % of the variance of scores, so a record’s score takes in the mean score/,
  );
  assert.match(text, /The score is ln\(1 \/ share of the records as unusual\)/);
  assert.equal(json.clientEvidence.used, true);
  assert.ok(json.clientEvidence.explained > 0.15);
  assert.deepEqual([json.detector, json.leftOutDetectors], ['consensus', []]);
});

test('of few records, the summary says that clients do not count and which detector took no part', async () => {
  const { text, json } = await summary([
    { bytes_in: 1, dst_port: 80 },
    { bytes_in: 90, bytes_out: 1, src_ip: '192.0.2.8' },
    { bytes_in: 9_000, src_ip: '192.0.2.9' },
  ]);
  assert.match(text, /Clients explain 0 % of the variance of scores, too little to count/);
  assert.match(text, /The autoencoder took no part: 3 records are fewer than \d+ features\./);
  assert.equal(json.clientEvidence.used, false);
  assert.equal(json.leftOutDetectors[0].detector, 'autoencoder');
});

test('records without scores have a summary that says why', async () => {
  const { text, json } = await summary([{ bytes_in: 1 }]);
  assert.match(
    text,
    /No record has a score\. .*1 record; what is usual can only be learned from two or more/,
  );
  assert.match(json.notScored, /1 record/);
  assert.deepEqual([json.anomalies, json.clientEvidence], [0, null]);
});
