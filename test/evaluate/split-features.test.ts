import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rowIdsOf } from '../../lib/evaluate/labels.js';
import { splitFeatures } from '../../lib/evaluate/split-features.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { tinyTraffic } from '../features/tiny-traffic.js';

const records = (bytesOfLast: number) =>
  Array.from({ length: 12 }, (_, i) => ({
    bytes_in: i < 8 ? 100 * (i + 1) : bytesOfLast,
    src_ip_country_code: i < 8 ? 'AT' : 'KP',
  }));
const train = Int32Array.from({ length: 8 }, (_, i) => i + 1);

test('what is usual is learned from the training records alone, and all records are scaled by it', async () => {
  const small = await splitFeatures(await tinyTraffic(records(1)), train);
  const huge = await splitFeatures(await tinyTraffic(records(9_000_000_000)), train);
  assert.deepEqual(huge.columns, small.columns);
  const bytesIn = huge.columns.findIndex(({ name }) => name === 'bytes_in');
  const scaled = (matrix: typeof huge, row: number) => matrix.values[row * matrix.columns.length + bytesIn]!;
  assert.equal(huge.rows, 12);
  assert.equal(scaled(huge, 3), scaled(small, 3));
  assert.ok(scaled(huge, 11) > 6 && scaled(small, 11) < -4);
  // ln(1 + 100 · 4.5) lies between the fourth and the fifth: the median of eight, not of twelve.
  assert.ok(Math.abs(huge.columns[bytesIn]!.median - (Math.log(401) + Math.log(501)) / 2) < 1e-5);
});

test('a country that no training record has is constant there, so it can say nothing', async () => {
  const { columns } = await splitFeatures(await tinyTraffic(records(1)), train);
  assert.ok(!columns.some(({ name }) => name === 'country_rarity'));
});

test('what requests are like is learned from the training records alone', async () => {
  const sent = (uriOfLast: string) =>
    Array.from({ length: 12 }, (_, i) => ({
      src_ip: `192.0.2.${i}`,
      uri: i < 8 ? `/${i % 3}?x=${i}` : uriOfLast,
    }));
  const some = await splitFeatures(await tinyTraffic(sent('/0?x=1')), train);
  const other = await splitFeatures(await tinyTraffic(sent("/etc/passwd?'")), train);
  assert.deepEqual(other.columns, some.columns);
  const width = some.columns.length;
  assert.deepEqual(other.values.slice(0, 8 * width), some.values.slice(0, 8 * width));
  const rarity = some.columns.findIndex(({ name }) => name === 'request_pair_rarity');
  assert.ok(other.values[11 * width + rarity]! > some.values[11 * width + rarity]! + 1);
});

test('nothing is left behind, and row ids come in order', async () => {
  const traffic = await tinyTraffic(records(1));
  await splitFeatures(traffic, train);
  const reader = await requireLocal(traffic).engine.connection.runAndReadAll(
    'select table_name from duckdb_tables()',
  );
  assert.deepEqual(reader.getRows().flat().sort(), ['labels', 'traffic']);
  assert.deepEqual(
    [...(await rowIdsOf(traffic))],
    [...Array(12).keys()].map((i) => i + 1),
  );
});
