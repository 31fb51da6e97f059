import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sampleRecords } from '../../lib/analyze/sample-records.js';
import { requireLocal, type Traffic } from '../../lib/load/traffic.js';
import { smallTraffic } from './small-traffic.js';

/** 50,000 records: enough to be sampled. */
async function manyRecords(): Promise<Traffic> {
  const traffic = await smallTraffic([]);
  await requireLocal(traffic).engine.connection.run(
    `insert into traffic select i, timestamp '2024-04-25 00:00:00' + i * interval '1' second, null, '1.1.1.1', 'US', 443, i, i
     from range(1, 50001) as t(i)`,
  );
  return { ...traffic, records: 50_000 };
}

test('recordDots gives every record where there are few', async () => {
  const traffic = await smallTraffic([
    { start: '10:00:00', source: '1.1.1.1', country: 'US', port: 443, bytesIn: 5, bytesOut: 7 },
    { start: '09:00:00', source: '2.2.2.2' },
  ]);
  const { rows: dots, records } = await sampleRecords(traffic);
  assert.equal(records, 2);
  assert.deepEqual(dots, [
    {
      row_id: 1,
      creation_time: new Date('2024-04-25T10:00:00Z'),
      bytes_in: 5,
      bytes_out: 7,
      src_ip: '1.1.1.1',
      country: 'US',
      port: 443,
    },
    {
      row_id: 2,
      creation_time: new Date('2024-04-25T09:00:00Z'),
      bytes_in: null,
      bytes_out: null,
      src_ip: '2.2.2.2',
      country: null,
      port: null,
    },
  ]);
});

test('recordDots samples evenly over the records, the same with the same seed, another with another', async () => {
  const traffic = await manyRecords();
  const rows = async (seed: number) =>
    (await sampleRecords(traffic, { limit: 5_000, seed })).rows.map((dot) => dot.row_id);
  const first = await rows(1);
  assert.deepEqual(await rows(1), first);
  const second = await rows(2_000_000);
  // Binomial with n = 50,000 and p = 0.1: standard deviation 67; four of them are 268.
  for (const sample of [first, second]) {
    assert.ok(Math.abs(sample.length - 5_000) < 268, `${sample.length} records`);
    for (let tenth = 0; tenth < 10; tenth += 1) {
      const inTenth = sample.filter((row) => Math.floor((row - 1) / 5_000) === tenth).length;
      assert.ok(Math.abs(inTenth - 500) < 85, `${inTenth} records in tenth ${tenth}`);
    }
  }
  const other = new Set(second);
  const both = first.filter((row) => other.has(row)).length;
  assert.ok(both < 1_000, `${both} records are in both samples`);
});
