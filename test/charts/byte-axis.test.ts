import assert from 'node:assert/strict';
import { test } from 'node:test';
import { byteAxis } from '../../lib/charts/byte-axis.js';

test('byteAxis has ticks at powers of two with binary units', () => {
  const { axis } = byteAxis([1024, 64 * 1024], 'bytes');
  assert.deepEqual(axis.tickvals, [1024, 2048, 4096, 8192, 16384, 32768, 65536]);
  assert.deepEqual(axis.ticktext, ['1 KiB', '2 KiB', '4 KiB', '8 KiB', '16 KiB', '32 KiB', '64 KiB']);
});

test('byteAxis puts 0 bytes below all others, at a tick of its own', () => {
  const { axis, place } = byteAxis([0, 40, 25_207_794], 'bytes');
  assert.ok(place(0) < 40 && place(0) > 0);
  assert.equal(place(40), 40);
  assert.deepEqual([axis.tickvals?.[0], axis.ticktext?.[0]], [place(0), '0 B']);
  assert.ok((axis.range?.[0] as number) < Math.log10(place(0)));
});

test('byteAxis has a range for one value and for none', () => {
  for (const values of [[5000], [], [0]]) {
    const [low, high] = byteAxis(values, 'bytes').axis.range as [number, number];
    assert.ok(Number.isFinite(low) && low < high);
  }
});
