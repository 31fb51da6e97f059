import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toDataFrame } from '../../lib/engine/to-data-frame.js';

test('toDataFrame(rows) keeps columns and values, times as ISO 8601 and BIGINT as number', async () => {
  const frame = await toDataFrame([
    { country: 'DE', bytes: 10n, seen: new Date('2024-01-01T00:00:00Z') },
    { country: 'US', bytes: 30n, seen: new Date('2024-01-02T00:00:00Z') },
  ]);
  assert.deepEqual(frame.columns, ['country', 'bytes', 'seen']);
  assert.deepEqual(frame.values, [
    ['DE', 10, '2024-01-01T00:00:00.000Z'],
    ['US', 30, '2024-01-02T00:00:00.000Z'],
  ]);
});

test('toDataFrame(rows) gives a frame that groups and adds up', async () => {
  const frame = await toDataFrame([
    { country: 'DE', bytes: 10 },
    { country: 'US', bytes: 30 },
    { country: 'DE', bytes: 5 },
  ]);
  const sums = frame.groupby(['country']).col(['bytes']).sum();
  assert.deepEqual(sums.values, [
    ['DE', 15],
    ['US', 30],
  ]);
});

test('toDataFrame(rows) refuses to make a frame of nothing', async () => {
  await assert.rejects(toDataFrame([]), /no rows/);
});

for (const value of [2 ** 31, 2 ** 40, 2 ** 53 - 1, -(2 ** 31) - 1])
  test(`a column with the integer ${value} is no int32, and its values are exact`, async () => {
    for (const rows of [
      [{ n: 1 }, { n: value }],
      [{ n: 1n }, { n: BigInt(value) }],
      [...Array.from({ length: 100 }, (_, n) => ({ n })), { n: value }],
    ]) {
      const frame = await toDataFrame(rows);
      assert.deepEqual(frame.dtypes, ['float32'], 'what Danfo calls numbers that are not int32');
      assert.deepEqual(
        frame.values,
        rows.map(({ n }) => [Number(n)]),
      );
      const column = frame.column('n');
      assert.equal(value > 0 ? column.max() : column.min(), value);
    }
  });

test('a column is int32 where every value is an integer of 32 bits, whatever its first rows are', async () => {
  const rows = Array.from({ length: 100 }, (_, i) => ({
    whole: i === 99 ? 2 ** 31 - 1 : -(2 ** 31) + i,
    late_fraction: i === 99 ? 0.5 : i,
    late_gap: i === 99 ? null : i,
    late_text: i === 99 ? 'none' : i,
    text: 'a',
    flag: i % 2 === 0,
  }));
  const frame = await toDataFrame(rows);
  assert.deepEqual(frame.dtypes, ['int32', 'float32', 'float32', 'string', 'string', 'boolean']);
  assert.deepEqual(
    frame.values,
    rows.map((row) => Object.values(row)),
  );
});
