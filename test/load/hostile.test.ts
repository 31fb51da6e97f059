import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { CACHE, cacheDirectory } from '../../lib/load/cache.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { GOOD, HEADER, written } from './written.js';

const table = `${HEADER}\n${GOOD}\n`;
/** A small workbook whose directory is made to say 2 GiB, at offset 24 of its first entry (APPNOTE 4.3.12). */
const zipBomb = Buffer.from(zipSync({ 'xl/workbook.xml': Buffer.from('<workbook/>') }));
zipBomb.writeUInt32LE(2 ** 31, zipBomb.indexOf('PK\u0001\u0002') + 24);
const zeros = gzipSync(Buffer.alloc(300_000_000, `${GOOD}\n`));

for (const [what, name, content, message] of [
  ['a gzip bomb', 'bomb.csv.gz', zeros, /bomb\.csv\.gz: expands to more than 200 times its size/],
  [
    'a truncated gzip',
    'cut.csv.gz',
    gzipSync(table.repeat(5000)).subarray(0, 100),
    /cut\.csv\.gz: its gzip data ends too early/,
  ],
  [
    'a damaged gzip',
    'bad.csv.gz',
    Buffer.from('1f8b0800000000000000ffffff', 'hex'),
    /bad\.csv\.gz: its gzip data is damaged/,
  ],
  [
    'a truncated zstd',
    'cut.csv.zst',
    Buffer.from('28b52ffd2010810000', 'hex'),
    /cut\.csv\.zst: its zstd data ends too early/,
  ],
  ['a file of zero bytes', 'zeros.csv', Buffer.alloc(100_000), /zeros\.csv: is binary/],
  ['an empty gzip', 'empty.csv.gz', gzipSync(''), /empty\.csv\.gz: is empty/],
  [
    'damaged JSON',
    'cut.json',
    '[{"src_ip":"1.2.3.4","creation_time":1},\n{"src',
    /cut\.json: is damaged JSON/,
  ],
  ['JSON of something else', 'other.json', '{"a":1}\n', /other\.json: does not look like any log or table/],
  ['a cut Parquet file', 'cut.parquet', 'PAR1 and no more', /cut\.parquet: is no readable Parquet file/],
  [
    'a workbook that unpacks to 2 GiB',
    'bomb.xlsx',
    zipBomb,
    /bomb\.xlsx: unpacks to more than 1 GiB, as a decompression bomb does/,
  ],
  [
    'a damaged workbook',
    'cut.xlsx',
    Buffer.from('PK\u0003\u0004 and no more'),
    /cut\.xlsx: is no readable workbook/,
  ],
] as const) {
  test(`openTraffic ends in one sentence on ${what}`, async () => {
    await assert.rejects(openTraffic(written(name, content)), (error: Error) => {
      assert.equal(error.name, 'InputError');
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return true;
    });
  });
}

test('openTraffic says what a file looks like, with three examples, when over half of it is rejected', async () => {
  const bad = ['1.2.3.400', 'me', '::g', 'x'].map((ip) => GOOD.replace('1.2.3.4', ip));
  await assert.rejects(openTraffic(written('mostly.csv', [HEADER, GOOD, GOOD, GOOD, ...bad].join('\n'))), {
    name: 'InputError',
    message:
      /4 of 7 rows were rejected.*a table with a header line.*line 5: src_ip "1\.2\.3\.400" is not an IP address; line 6:.*; line 7: [^;]*$/,
  });
});

test('openTraffic takes a file of which half of the rows are rejected', async () => {
  const bad = GOOD.replace('1.2.3.4', 'me');
  const { records, rejected } = await openTraffic(
    written('half.csv', [HEADER, GOOD, bad, bad, GOOD].join('\n')),
  );
  assert.deepEqual([records, rejected], [2, 2]);
});

test('openTraffic stops when its signal fires and leaves nothing behind', async () => {
  const file = written('much.csv', `${HEADER}\n${`${GOOD}\n`.repeat(2_000_000)}`);
  const stop = new AbortController();
  const reason = new Error('enough');
  setTimeout(() => stop.abort(reason), 100);
  await assert.rejects(openTraffic(file, { signal: stop.signal }), (error) => error === reason);
  const place = path.basename(await cacheDirectory(file, ['', []]));
  assert.deepEqual(
    readdirSync(CACHE).filter((name) => name.startsWith(place)),
    [],
  );
});
