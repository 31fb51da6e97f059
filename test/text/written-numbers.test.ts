import assert from 'node:assert/strict';
import { test } from 'node:test';
import { duration } from '../../lib/text/duration.js';
import { formatBytes } from '../../lib/text/format-bytes.js';
import { formatCount } from '../../lib/text/format-count.js';
import { formatShare } from '../../lib/text/format-share.js';
import { utc } from '../../lib/text/utc.js';

test('bytes writes binary units', () => {
  assert.deepEqual([0, 999, 1024, 13_182, 25_207_794].map(formatBytes), [
    '0 B',
    '999 B',
    '1 KiB',
    '12.9 KiB',
    '24 MiB',
  ]);
});

test('count puts the noun in the plural unless it is one', () => {
  assert.deepEqual(
    [formatCount(0, 'record'), formatCount(1, 'record'), formatCount(12_345, 'country', 'countries')],
    ['0 records', '1 record', '12,345 countries'],
  );
});

test('share never says 0 % or 100 % of what is neither nothing nor everything', () => {
  assert.equal(formatShare(0, 5), '0 %');
  assert.equal(formatShare(5, 5), '100 %');
  assert.equal(formatShare(1, 20_000), '< 0.1 %');
  assert.equal(formatShare(19_999, 20_000), '> 99.9 %');
  assert.equal(formatShare(997, 1000), '99.7 %');
  assert.equal(formatShare(113, 282), '40 %');
  assert.equal(formatShare(28, 282), '9.9 %');
  assert.equal(formatShare(0, 0), '0 %');
});

test('duration writes the two largest units', () => {
  assert.deepEqual([0, 59.6, 600, 22_200, 90_061].map(duration), [
    '0 s',
    '1 min',
    '10 min',
    '6 h 10 min',
    '1 d 1 h',
  ]);
});

test('utc writes a time in UTC, to the second', () => {
  assert.equal(utc(new Date('2024-04-26T01:50:00+02:00')), '2024-04-25 23:50:00');
});
