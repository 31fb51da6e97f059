import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyFeatures } from '../../lib/features/apply-features.js';
import { withFeatureSource } from '../../lib/features/feature-source.js';
import { fitFeatures, withFittedFeatures } from '../../lib/features/fit-features.js';
import { readMatrix } from '../../lib/features/read-matrix.js';
import { sliceFeatures } from '../../lib/features/slice-features.js';
import { timeSlices } from '../../lib/features/time-slices.js';
import { requireLocal, type Traffic } from '../../lib/load/traffic.js';
import { takeRows } from '../../lib/models/take-rows.js';
import type { LongOperation } from '../../lib/progress/long-operation.js';
import { duckdbElsewhere } from '../engine/duckdb-elsewhere.js';
import { variedTraffic } from './varied-traffic.js';

/** Records in the order of their times, where they are the same in that of all columns: the numbers that are given where there are none. */
async function inOrder(): Promise<Traffic> {
  const traffic = await variedTraffic();
  await requireLocal(
    traffic,
  ).engine.connection.run(`create table ordered as select * replace (cast(row_number() over (order by creation_time,
      bytes_in, bytes_out, end_time, src_ip, src_ip_country_code, protocol, response_code, dst_port, dst_ip, uri) as integer) as row_id)
    from traffic; drop table traffic; alter table ordered rename to traffic`);
  return traffic;
}

test('what is learned of records elsewhere is what is learned here, and the sample has the same features', async () => {
  const here = await inOrder();
  const sample = 'hash(row_id, 3) % 3 = 0';
  const read = (traffic: Traffic) =>
    withFittedFeatures(
      traffic,
      {},
      async (fitted, { connection }, relations, among) => {
        return { fitted, matrix: await readMatrix(connection, relations, fitted, sample, among) };
      },
      { sample: 'true', sliceRecords: 1_000 },
    );
  const expected = await read(here);
  assert.ok(expected.matrix.rows > 800 && expected.matrix.rows < 1_200);
  for (const numbered of [true, false]) {
    const { traffic, asked } = await duckdbElsewhere(here, numbered);
    assert.deepEqual(await read(traffic), expected, `${numbered}`);
    assert.ok(
      asked.every((sql) => !sql.includes('user_agent')),
      'only what is needed is fetched',
    );
  }
});

test('features of records elsewhere are those of records here, to the bit, also where slices are left out', async () => {
  const here = await inOrder();
  const fitted = await fitFeatures(here);
  const whole = await applyFeatures(here, fitted);
  for (const numbered of [true, false]) {
    const { traffic } = await duckdbElsewhere(here, numbered);
    await withFeatureSource(traffic, {}, async (records) => {
      const all = await timeSlices(records, 400);
      assert.ok(all.length >= 6);
      const slices = all.filter((_, i) => i % 5 !== 2);
      const ids: number[] = [];
      for await (const { chunks } of sliceFeatures(records, fitted, slices))
        for await (const matrix of chunks(150)) {
          const expected = takeRows(
            whole,
            matrix.rowIds.map((id) => id - 1),
          );
          assert.deepEqual(matrix.values, expected.values);
          assert.deepEqual(matrix.categories, expected.categories);
          ids.push(...matrix.rowIds);
        }
      const numbers = slices.flatMap(({ before, records: n }) =>
        Array.from({ length: n }, (_, i) => before + i + 1),
      );
      assert.deepEqual(ids, numbers);
    });
  }
});

test('records that came or went meanwhile, have no time or share a number are refused', async () => {
  const here = await inOrder();
  const { traffic, there } = await duckdbElsewhere(here, true);
  const scored = (change: string) =>
    withFeatureSource(traffic, {}, async (records) => {
      const slices = await timeSlices(records, 400);
      await there.run(change);
      for await (const { chunks } of sliceFeatures(records, await fitFeatures(here), slices))
        for await (const { rows } of chunks(1_000)) assert.ok(rows > 0);
    });
  await assert.rejects(
    scored(
      "insert into traffic by name select timestamp '2024-05-07 12:00:00' as creation_time, 'x' as src_ip, 9000 as row_id",
    ),
    {
      name: 'InputError',
      message: /table was changed meanwhile: \d+ records from 2024-05-07 on, where \d+ were counted/,
    },
  );
  await assert.rejects(
    scored(''),
    /3,001 different numbers up to 2147483647 for 3,000 records: make a view without it/,
  );
  await there.run('update traffic set row_id = 1 where row_id in (7, 9000)');
  await assert.rejects(scored(''), /2,999 different numbers/);
  await there.run(
    'delete from traffic where row_id = 1; update traffic set creation_time = null where row_id < 10',
  );
  await assert.rejects(timeSlices(traffic, 400), /7 of 2,998 records have no creation_time/);
});

test('a signal stops the work, whatever is being brought', async () => {
  const here = await inOrder();
  const features = ['bytes_in', 'owner_rarity', 'source_records'];
  let batches = 0;
  let onBatch: () => unknown = () => undefined;
  const { traffic } = await duckdbElsewhere(here, true, () => {
    batches += 1;
    onBatch();
  });
  const learn = (operation: LongOperation) =>
    withFittedFeatures(traffic, { features, ...operation }, async () => batches, {
      sample: 'true',
      sliceRecords: 1_500,
    });
  const all = await learn({});
  assert.ok(all > 10, `${all}`);
  for (let last = 1; last <= all; last++) {
    const stop = new AbortController();
    batches = 0;
    onBatch = () => batches === last && stop.abort();
    await assert.rejects(learn({ signal: stop.signal }), { name: 'AbortError' });
    assert.equal(batches, last);
  }
});
