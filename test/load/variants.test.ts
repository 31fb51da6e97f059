import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { utils, write } from '@e965/xlsx';
import { openDuckDB } from '../../lib/engine/duckdb.js';
import { query } from '../../lib/engine/query.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { openLocal } from './open-local.js';
import { GOOD, HEADER, written } from './written.js';

/** Two records, of which the second has a quoted text with a line break and a letter beyond ASCII. */
const HEAD = `${HEADER},uri`;
const TEXT = `${HEAD}\n${GOOD},/a\n${GOOD},"/caf\u00e9\n2"\n`;
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

for (const [what, content] of [
  ['LF', TEXT],
  ['CRLF', TEXT.replaceAll('\n', '\r\n')],
  ['CR alone', TEXT.replaceAll('\n', '\r')],
  ['no final newline', TEXT.trimEnd()],
  ['a byte order mark', `\ufeff${TEXT}`],
  ['tabs', TEXT.replaceAll(',', '\t')],
  ['semicolons', TEXT.replaceAll(',', ';')],
  ['UTF-16 with mark', utf16(TEXT)],
  ['UTF-16 big-endian', utf16(TEXT).swap16()],
  ['UTF-16 without mark', utf16(TEXT).subarray(2)],
  ['Latin-1', Buffer.from(TEXT, 'latin1')],
  ['gzip', gzipSync(TEXT)],
  ['two gzip members', Buffer.concat([gzipSync(TEXT.slice(0, 90)), gzipSync(TEXT.slice(90))])],
  ['dotted and upper-case names', TEXT.replace('src_ip', 'SRC_IP').replace('dst_port', 'response.code')],
  ['a title and blank lines around the header', `Report of May\n\n${TEXT.replace('uri\n', 'uri\n\n')}`],
  ['mixed line ends', TEXT.replace('uri\n', 'uri\r\n')],
] as const) {
  test(`openTraffic reads a table with ${what}`, async () => {
    const file = written(`${what.replaceAll(/\W/g, '-')}.csv`, content);
    const {
      engine: { connection },
      records,
      rejected,
    } = await openLocal(file);
    assert.deepEqual([records, rejected], [2, 0]);
    const rows = await query<{ uri: string }>(connection, 'select uri from traffic order by row_id');
    assert.deepEqual(
      rows.map((row) => row.uri.replaceAll(/\r\n?/g, '\n')),
      ['/a', '/caf\u00e9\n2'],
    );
  });
}

test('openTraffic reads a table compressed with zstd', async (t) => {
  const zstd = (await import('node:zlib')) as { zstdCompressSync?: (text: string) => Buffer };
  // A frame with one raw block (RFC 8878, 3.1.1), for versions of Node that cannot compress.
  const raw = Buffer.from(TEXT);
  const block = Buffer.alloc(3);
  block.writeUIntLE((raw.length << 3) | 1, 0, 3);
  const frame = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, raw.length]), block, raw]);
  t.diagnostic(zstd.zstdCompressSync ? 'compressed' : 'stored');
  const { records } = await openTraffic(written('table.csv.zst', zstd.zstdCompressSync?.(TEXT) ?? frame));
  assert.equal(records, 2);
});

test('openTraffic reads JSON: lines, a list, one after another, spread over lines, nested names', async () => {
  const one = { bytes_in: 1, creation_time: '2024-01-01T00:00:00Z', src_ip: '1.2.3.4', 'response.code': 404 };
  const two = { ...one, bytes_in: null, 'response.code': undefined, response: { code: 404 } };
  const contents = [
    `${JSON.stringify(one)}\n${JSON.stringify(two)}\n`,
    JSON.stringify([one, two]),
    JSON.stringify([one, two], null, 2),
    JSON.stringify(one) + JSON.stringify(two),
    `${JSON.stringify(one, null, 2)}\n${JSON.stringify(two, null, 2)}`,
  ];
  for (const [i, content] of contents.entries()) {
    const {
      engine: { connection },
      accounts,
    } = await openLocal(written(`${i}.json`, content));
    assert.deepEqual([accounts[0]?.format, accounts[0]?.units], ['json', 2]);
    const rows = await query(connection, 'select bytes_in, response_code from traffic order by row_id');
    assert.deepEqual(rows, [
      { bytes_in: 1n, response_code: 404 },
      { bytes_in: null, response_code: 404 },
    ]);
  }
});

test('openTraffic rejects a damaged line of JSON and keeps the others', async () => {
  const line = '{"creation_time":1704067200000,"src_ip":"::1"}';
  const {
    engine: { connection },
    records,
  } = await openLocal(written('damaged.ndjson', `${line}\n{"src_ip":\n${line}\n`));
  assert.equal(records, 2);
  assert.deepEqual(await query(connection, 'select line, reason from rejects'), [
    { line: 2, reason: 'cannot be read as JSON records' },
  ]);
});

test('openTraffic reads Parquet and names the row of a reject', async () => {
  const duckdb = await openDuckDB();
  const file = written('table.parquet', '');
  await duckdb.run(`copy (select * from (values (1, timestamp '2024-01-01', '1.2.3.4'), (-1, timestamp '2024-01-01', '1.2.3.4'),
    (3, timestamp '2024-01-01 12:30:00.5', '::ffff:1.2.3.4')) t(bytes_in, creation_time, "src.ip")) to '${file}' (format parquet)`);
  const {
    engine: { connection },
    records,
  } = await openLocal(file);
  assert.equal(records, 2);
  assert.deepEqual(await query(connection, 'select line, column_name, reason from rejects'), [
    { line: 2, column_name: 'bytes_in', reason: 'is negative' },
  ]);
});

test('openTraffic reads the first sheet of a workbook, dates as times', async () => {
  const sheet = utils.aoa_to_sheet(
    [
      ['Report'],
      ['creation_time', 'src_ip', 'bytes_in'],
      [new Date(Date.UTC(2024, 0, 1, 12, 30)), '1.2.3.4', 7],
      ['2024-01-01T00:00:00Z', '1.2.3.5', 8],
    ],
    { UTC: true },
  );
  const book = utils.book_new(sheet, 'traffic');
  const {
    engine: { connection },
  } = await openLocal(written('book.xlsx', write(book, { type: 'buffer', bookType: 'xlsx' })));
  assert.deepEqual(await query(connection, 'select creation_time, bytes_in from traffic order by row_id'), [
    { creation_time: new Date('2024-01-01T12:30:00Z'), bytes_in: 7n },
    { creation_time: new Date('2024-01-01T00:00:00Z'), bytes_in: 8n },
  ]);
});

test('openTraffic reads times with offsets, epochs of four units and Apache’s form, all as UTC', async () => {
  const times = [
    '2024-01-01T02:00:00+02:00',
    '2024-01-01 00:00:00',
    '2023-12-31T19:00:00-0500',
    '2024-01-01T00:00Z',
    '1704067200',
    '1704067200.000',
    '1704067200000',
    '1704067200000000',
    '1704067200000000000',
    '[01/Jan/2024:01:00:00 +0100]',
  ];
  const file = written(
    'times.csv',
    `creation_time,src_ip\n${times.map((time) => `${time},1.2.3.4`).join('\n')}`,
  );
  const {
    engine: { connection },
    rejected,
  } = await openLocal(file);
  assert.equal(rejected, 0);
  const rows = await query<{ creation_time: Date }>(connection, 'select creation_time from traffic');
  assert.deepEqual(
    rows.map((row) => row.creation_time.toISOString()),
    times.map(() => '2024-01-01T00:00:00.000Z'),
  );
});

test('openTraffic keeps status 0 to 999, counts unknown countries, keeps addresses in one form', async () => {
  const rows = ['0,ZZ,1.2.3.4', '499,de,2001:DB8:0:0::1', '1000,US,1.2.3.4', '460,US,::ffff:102:304'];
  const file = written(
    'odd.csv',
    `creation_time,response.code,src_ip_country_code,src_ip\n${rows.map((row) => `2024-01-01T00:00:00Z,${row}`).join('\n')}`,
  );
  const {
    engine: { connection },
    accounts,
  } = await openLocal(file);
  assert.equal(accounts[0]?.unknownCountries, 1);
  assert.deepEqual(accounts[0]?.countryCodes, { ZZ: 1 });
  assert.deepEqual(
    await query(connection, 'select response_code, src_ip_country_code, src_ip from traffic order by row_id'),
    [
      { response_code: 0, src_ip_country_code: 'ZZ', src_ip: '1.2.3.4' },
      { response_code: 499, src_ip_country_code: 'DE', src_ip: '2001:db8::1' },
      { response_code: 460, src_ip_country_code: 'US', src_ip: '1.2.3.4' },
    ],
  );
  assert.deepEqual(await query(connection, 'select line, column_name from rejects'), [
    { line: 4, column_name: 'response_code' },
  ]);
});

test('openTraffic reads folders and patterns, and names with quotes and stars in them', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'folder-'));
  mkdirSync(path.join(folder, 'below'));
  const { writeFileSync } = await import('node:fs');
  for (const name of ['a.csv', 'below/b.csv', 'below/_hidden.csv', "it's [*].csv"])
    writeFileSync(path.join(folder, name), `${HEADER}\n${GOOD}\n`);
  const records = async (...names: string[]) => (await openTraffic(path.join(folder, ...names))).records;
  assert.equal(await records(), 3);
  assert.equal(await records('*.csv'), 2);
  assert.equal(await records('**', '*.csv'), 3);
  assert.equal(await records('below', '?.csv'), 1);
  assert.equal(await records("it's [*].csv"), 1);
  await assert.rejects(records('*.json'), { name: 'InputError', message: /\*\.json: no file matches/ });
});

test('openTraffic("-") reads standard input', () => {
  const script = `require('tsx/cjs');
    require('./lib/load/open-traffic.ts').openTraffic('-').then(({ accounts }) => console.log(JSON.stringify(accounts)))`;
  const output = execFileSync(process.execPath, ['-e', script], {
    input: `${HEADER}\n${GOOD}\n`,
    cwd: path.resolve(__dirname, '../..'),
    encoding: 'utf8',
  });
  assert.deepEqual([JSON.parse(output)[0].file, JSON.parse(output)[0].records], ['standard input', 1]);
});
