import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { query } from '../../lib/engine/query.js';
import { openTraffic } from '../../lib/load/open-traffic.js';
import { requireLocal } from '../../lib/load/traffic.js';
import { realData } from '../real-data.js';
import { openLocal } from './open-local.js';

const folder = mkdtempSync(path.join(tmpdir(), 'traffic-'));
const written = (name: string, text: string | Buffer): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};
const HEADER = 'bytes_in,bytes_out,creation_time,end_time,src_ip,dst_port';
const GOOD = '1,2,2024-01-01T00:00:00Z,2024-01-01T00:10:00Z,1.2.3.4,80';

test('openTraffic(file) sets bad rows aside with line, column, value and reason', async () => {
  const traffic = await openTraffic(
    written(
      'bad.csv',
      [
        HEADER,
        GOOD,
        '',
        GOOD.replace('1,2', '-1,2'),
        GOOD.replace('1.2.3.4', '1.2.3.400'),
        GOOD.replace('1,2', '"1\n",2'),
        '1,2,2024-01-01T00:00:00Z',
        GOOD.replace('2024-01-01T00:00:00Z', 'yesterday'),
        GOOD.replace(',80', ',65536'),
        GOOD.replace('00:10:00Z', '00:10:00Z').replace('T00:00:00Z', 'T01:00:00Z'),
        GOOD.replace('1,2', '1.5,2'),
        ...Array.from({ length: 8 }, () => GOOD),
      ].join('\n'),
    ),
  );
  assert.equal(traffic.records, 10);
  const rejects = await traffic.engine.query(
    'select line, column_name, value, reason from rejects order by line',
  );
  assert.deepEqual(
    rejects.map((r) => Object.values(r)),
    [
      [4, 'bytes_in', '-1', 'is negative'],
      [5, 'src_ip', '1.2.3.400', 'is not an IP address'],
      [8, null, '1,2,2024-01-01T00:00:00Z', 'has 3 cells, 6 were expected'],
      [9, 'creation_time', 'yesterday', 'is not a time (ISO 8601 was expected)'],
      [10, 'dst_port', '65536', 'is not a port (0 to 65535)'],
      [11, 'end_time', '2024-01-01T00:10:00Z', 'is before creation_time'],
      [12, 'bytes_in', '1.5', 'is not a whole number'],
    ],
  );
});

test('openTraffic(file) keeps the input order and numbers the rows', async () => {
  const ports = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 65536);
  const file = written(
    'order.csv',
    [HEADER, ...ports.map((port) => GOOD.replace(',80', `,${port}`))].join('\r\n'),
  );
  const { connection } = requireLocal(await openTraffic(file)).engine;
  const rows = await query<{ row_id: number; dst_port: number }>(
    connection,
    'select row_id, dst_port from traffic order by row_id',
  );
  assert.deepEqual(
    rows.map((r) => [r.row_id, r.dst_port]),
    ports.map((port, i) => [i + 1, port]),
  );
});

test('openTraffic(files) puts several files into one table and reads them again from the cache', async () => {
  const files = [
    written('one.csv', `${HEADER}\n${GOOD}\n`),
    written('two.csv', `${HEADER}\n${GOOD}\n${GOOD}\n`),
  ];
  for (const _ of ['first', 'cached']) {
    const {
      engine: { connection },
      records,
    } = await openLocal(files.join(path.delimiter));
    assert.equal(records, 3);
    const rows = await query<{ row_id: number }>(connection, 'select row_id from traffic order by row_id');
    assert.deepEqual(
      rows.map((r) => r.row_id),
      [1, 2, 3],
    );
  }
});

test('openTraffic(file) reads a changed file anew', async () => {
  const file = written('changing.csv', `${HEADER}\n${GOOD}\n`);
  assert.equal((await openTraffic(file)).records, 1);
  writeFileSync(file, `${HEADER}\n${GOOD}\n${GOOD}\n`);
  assert.equal((await openTraffic(file)).records, 2);
});

test('openTraffic(file) reads an empty cell and literal -, None, null and NaN in their spellings as no value', async () => {
  const {
    engine: { connection },
  } = await openLocal(
    written(
      'nulls.csv',
      `${HEADER}\n${['', '-', 'None', 'none', 'null', 'NULL', 'NaN', 'nan'].map((x) => GOOD.replace('1,2', `${x},2`)).join('\n')}`,
    ),
  );
  const [row] = await query(connection, 'select count(*) as n, count(bytes_in) as given from traffic');
  assert.deepEqual(row, { n: 8n, given: 0n });
});

test('openTraffic(file) writes IPv4-mapped IPv6 addresses as IPv4', async () => {
  const {
    engine: { connection },
  } = await openLocal(written('mapped.csv', `${HEADER}\n${GOOD.replace('1.2.3.4', '::FFFF:1.2.3.4')}`));
  assert.deepEqual(await query(connection, 'select src_ip from traffic'), [{ src_ip: '1.2.3.4' }]);
});

for (const [what, name, content, message] of [
  ['an empty file', 'empty.csv', '', /empty\.csv: is empty/],
  ['a binary file', 'binary.csv', Buffer.from([1, 0, 2]), /binary\.csv: is binary/],
  ['a header without records', 'header.csv', HEADER, /header\.csv: has a header but no records/],
  ['a file without header', 'rows.csv', `${GOOD}\n${GOOD}`, /rows\.csv: no header line found/],
  [
    'a mistyped column',
    'typo.csv',
    `${HEADER.replace('bytes_in', 'byte_in')}\n${GOOD}`,
    /typo\.csv, line 1: the header lacks bytes_in \(has "byte_in"\)/,
  ],
  [
    'a missing required column',
    'lacks.csv',
    `${HEADER.replace('src_ip', 'client')}\n${GOOD}`,
    /lacks\.csv, line 1: the header lacks src_ip \(nearest: "client"\)/,
  ],
  ['only bad rows', 'all-bad.csv', `${HEADER}\n${GOOD.replace('1.2.3.4', 'me')}`, /all 1 rows were rejected/],
] as const) {
  test(`openTraffic(file) refuses ${what} in one sentence`, async () => {
    await assert.rejects(openTraffic(written(name, content)), { name: 'InputError', message });
  });
}

test('openTraffic(file) refuses a missing file and a directory', async () => {
  await assert.rejects(openTraffic(path.join(folder, 'nowhere.csv')), { message: /there is no such file/ });
  await assert.rejects(openTraffic(mkdtempSync(path.join(tmpdir(), 'traffic-'))), {
    message: /is a directory without files/,
  });
});

for (const name of [
  'CloudWatch_Traffic_Web_Attack.csv',
  'variants/crlf-final-newline.csv',
  'variants/title-line-and-blank-line.csv',
]) {
  test(`openTraffic reads the 282 real records of ${name}`, realData, async () => {
    const {
      engine: { connection },
      records,
      rejected,
    } = await openLocal(realData.file(`cloudwatch/${name}`));
    assert.equal(records, 282);
    assert.equal(rejected, 0);
    const [row] = await query(
      connection,
      `select count(distinct src_ip) as sources, count(distinct src_ip_country_code) as countries,
         cast(sum(bytes_in) as bigint) as bytes_in from traffic`,
    );
    assert.deepEqual(row, { sources: 28n, countries: 7n, bytes_in: 338228034n });
  });
}

test('an option that does not exist, and filters that are no list, are refused by name', async () => {
  const open = (options: object) => openTraffic('data/cybersecurity_data.csv', options);
  const refused = (message: RegExp) => ({ name: 'InputError', message });
  await assert.rejects(
    open({ redacted: true }),
    refused(/^openTraffic has no option "redacted"; its options are format, .*redact/),
  );
  await assert.rejects(
    open({ where: { country: 'DE' } }),
    refused(/where must be a list of filters such as/),
  );
  const { records } = await open({ where: 'country=DE' });
  assert.equal(records, 2378);
});
