import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { readTruth } from '../../lib/evaluate/labels.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { tinyTraffic } from '../features/tiny-traffic.js';

const shipped = path.resolve(__dirname, '../../data/cybersecurity_data.csv');

test('the truth is read from the file beside the records, and is null where there is none', async () => {
  const traffic = await openTraffic(shipped);
  const truth = await readTruth(traffic, Int32Array.of(3, 1));
  assert.equal(truth!.labels.length, 2);
  const given = await readTruth(traffic, Int32Array.of(3, 1), {
    path: shipped.replace('.csv', '.truth.csv'),
  });
  assert.deepEqual(given, truth);
  assert.equal(await readTruth(await tinyTraffic([{ bytes_in: 1 }]), Int32Array.of(1)), null);
  await assert.rejects(readTruth(traffic, Int32Array.of(99_999_999)), /says nothing of record 99999999/);
});
