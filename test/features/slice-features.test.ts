import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { applyFeatures } from '../../lib/features/apply-features.js';
import type { FeatureMatrix } from '../../lib/features/feature-matrix.js';
import { localSource } from '../../lib/features/feature-source.js';
import { fitFeatures, withFittedFeatures } from '../../lib/features/fit-features.js';
import { scaleSample } from '../../lib/features/learn-scales.js';
import { readMatrix } from '../../lib/features/read-matrix.js';
import { sliceFeatures } from '../../lib/features/slice-features.js';
import { timeSlices } from '../../lib/features/time-slices.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal, type Traffic } from '../../lib/load/traffic.js';
import { takeRows } from '../../lib/models/take-rows.js';
import { gappyRecords, gappyTraffic } from './gappy-traffic.js';
import { tinyTraffic } from './tiny-traffic.js';
import { variedTraffic } from './varied-traffic.js';

const shipped = openTraffic(path.resolve(__dirname, '../../data/cybersecurity_data.csv'));

const bytesOf = ({ values }: FeatureMatrix) =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength);

/** Compares every value; now and then a slice is left out, as when a run goes on where another was broken off. */
async function sameToTheBit(traffic: Traffic, most: number): Promise<void> {
  const fitted = await fitFeatures(traffic);
  const whole = await applyFeatures(traffic, fitted);
  const width = whole.columns.length;
  const placeOf = new Map(Array.from(whole.rowIds, (id, place) => [id, place]));
  const all = await timeSlices(traffic, most);
  assert.ok(all.length >= 6, `${all.length}`);
  const slices = all.filter((_, i) => i % 5 !== 2);
  for await (const { slice, chunks } of sliceFeatures(localSource(requireLocal(traffic)), fitted, slices)) {
    let rows = 0;
    for await (const matrix of chunks(most / 2)) {
      const places = Array.from(matrix.rowIds, (id) => placeOf.get(id)!);
      const expected = takeRows(whole, Int32Array.from(places));
      assert.equal(Buffer.compare(bytesOf(matrix), bytesOf(expected)), 0);
      assert.deepEqual(matrix.categories, expected.categories);
      assert.ok(matrix.rows <= most / 2 && width === matrix.columns.length);
      rows += matrix.rows;
    }
    assert.equal(rows, slice.records);
  }
  const left = await requireLocal(traffic).engine.connection.runAndReadAll(
    "select count(*) from duckdb_tables() where table_name like '%_of_slice%'",
  );
  assert.equal(Number(left.getRows()[0]![0]), 0);
}

test('features slice by slice are those of all records at once, to the bit', async () => {
  await sameToTheBit(await shipped, 3_000);
  await sameToTheBit(await variedTraffic(), 400);
});

test('where the capture begins again after gaps is the same slice by slice, to the bit', async () => {
  // Rare gaps, and gaps that over a tenth of the records follow.
  const rare = [
    [0, 290],
    [301, 620],
  ] as const;
  const usual = Array.from({ length: 30 }, (_, i) => [i * 20, i * 20 + 9] as const);
  for (const stretches of [rare, usual]) await sameToTheBit(await gappyTraffic(gappyRecords(stretches)), 60);
});

test('what is learned slice by slice is what is learned at once, and the sample has the same features', async () => {
  const traffic = await shipped;
  const drawn = 'hash(row_id, 3) % 10 = 0';
  const read = (sampling?: { sample: string; sliceRecords: number }) =>
    withFittedFeatures(
      traffic,
      {},
      async (fitted, { connection }, relations) => ({
        fitted,
        matrix: await readMatrix(connection, relations, fitted, drawn),
      }),
      sampling,
    );
  const [whole, sliced] = [
    await read(),
    await read({ sample: `(${scaleSample(traffic.records)}) or ${drawn}`, sliceRecords: 3_000 }),
  ];
  assert.deepEqual(sliced.fitted, whole.fitted);
  assert.ok(whole.matrix.rows > 1_800 && whole.matrix.rows < 2_200);
  assert.deepEqual(sliced.matrix, whole.matrix);
});

test('slices are whole days, as many as go together, or hours of a day that has more records', async () => {
  const at = (time: string) => ({ creation_time: `2024-05-${time}` });
  const traffic = await tinyTraffic([
    ...[at('06 23:59:59'), at('07 00:00:00'), at('07 12:00:00.5')],
    ...[at('09 03:00:00'), at('09 03:59:59'), at('09 04:00:00'), at('09 22:10:00'), at('09 22:20:00')],
    at('10 00:00:00'),
  ]);
  const second = (time: string) => Date.parse(`2024-05-${time}:00Z`) / 1000;
  assert.deepEqual(await timeSlices(traffic, 3), [
    {
      from: second('06 00:00'),
      until: second('08 00:00'),
      days: ['2024-05-06', '2024-05-07'],
      records: 3,
      before: 0,
    },
    { from: second('09 03:00'), until: second('09 05:00'), days: ['2024-05-09'], records: 3, before: 3 },
    { from: second('09 22:00'), until: second('09 23:00'), days: ['2024-05-09'], records: 2, before: 6 },
    { from: second('10 00:00'), until: second('11 00:00'), days: ['2024-05-10'], records: 1, before: 8 },
  ]);
  assert.equal((await timeSlices(traffic, 1)).length, 7);
});
