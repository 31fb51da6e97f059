import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bytes } from '../../lib/text/bytes.js';
import { count } from '../../lib/text/count.js';
import { duration } from '../../lib/text/duration.js';
import { share } from '../../lib/text/share.js';
import { utc } from '../../lib/text/utc.js';

test('bytes writes binary units', () => {
  assert.deepEqual([0, 999, 1024, 13_182, 25_207_794].map(bytes), [
    '0 B',
    '999 B',
    '1 KiB',
    '12.9 KiB',
    '24 MiB',
  ]);
});

test('count puts the noun in the plural unless it is one', () => {
  assert.deepEqual(
    [count(0, 'record'), count(1, 'record'), count(12_345, 'country', 'countries')],
    ['0 records', '1 record', '12,345 countries'],
  );
});

test('share never says 0 % or 100 % of what is neither nothing nor everything', () => {
  assert.equal(share(0, 5), '0 %');
  assert.equal(share(5, 5), '100 %');
  assert.equal(share(1, 20_000), '< 0.1 %');
  assert.equal(share(19_999, 20_000), '> 99.9 %');
  assert.equal(share(997, 1000), '99.7 %');
  assert.equal(share(113, 282), '40 %');
  assert.equal(share(28, 282), '9.9 %');
  assert.equal(share(0, 0), '0 %');
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
