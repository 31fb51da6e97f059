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
