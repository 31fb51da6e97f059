import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { openTraffic } from '../../lib/load/open-traffic.js';
import type { Traffic } from '../../lib/load/traffic.js';
import { written } from './written.js';

/** One file whose rows have a name each, in the column uri; the first cannot be read at the reader's own speed. */
const HEADER = 'creation_time,end_time,src_ip,src_ip_country_code,uri';
const START = '2024-01-01T00:00:00Z';
const ROWS = [
  `${START},,::FFFF:1.2.3.4,,mapped`,
  `${START},${START},1.2.3.4,,no duration`,
  `${START},,1.2.3.4,xk,Kosovo`,
  '999999999,,1.2.3.4,,nine digits',
  '1704067200.0000006,,1.2.3.4,,parts of microseconds',
  '2024-01-01T00:00+01,,1.2.3.4,,offset of hours',
  `${START},,${'x'.repeat(101)},,long`,
];

let traffic: Traffic;
before(async () => {
  traffic = await openTraffic(written('cells.csv', [HEADER, ...ROWS].join('\n')));
});

const recordsOf = (uri: string) =>
  traffic.engine.query<{ start: string; seconds: bigint | null; country: string | null }>(
    `select strftime(creation_time, '%Y-%m-%d %H:%M:%S.%f') as start, datediff('second', creation_time, end_time) as seconds,
       src_ip_country_code as country from traffic where uri = $uri`,
    { uri },
  );

test('a record may end in the moment in which it begins', async () => {
  assert.deepEqual(
    (await recordsOf('no duration')).map(({ seconds }) => seconds),
    [0n],
  );
});

test('XK is the code of Kosovo', async () => {
  assert.deepEqual(
    (await recordsOf('Kosovo')).map(({ country }) => country),
    ['XK'],
  );
  assert.equal(traffic.accounts[0]?.unknownCountries, 0);
});

for (const [uri, start] of [
  ['nine digits', '2001-09-09 01:46:39.000000'],
  ['parts of microseconds', '2024-01-01 00:00:00.000001'],
  ['offset of hours', '2023-12-31 23:00:00.000000'],
] as const)
  test(`a time with ${uri} is ${start}`, async () => {
    assert.deepEqual(
      (await recordsOf(uri)).map((record) => record.start),
      [start],
    );
  });

test('of a value that was rejected the first 100 characters are kept', async () => {
  assert.deepEqual(await traffic.engine.query('select line, value from rejects'), [
    { line: 8, value: 'x'.repeat(100) },
  ]);
});
