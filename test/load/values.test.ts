import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { openLocal } from './open-local.js';
import { GOOD, HEADER, written } from './written.js';

let files = 0;
const table = (header: string, rows: readonly string[], name = `values-${++files}.csv`) =>
  written(name, [header, ...rows, ''].join('\n'));
const starts = async (...given: Parameters<typeof openLocal>) => {
  const { engine, accounts } = await openLocal(...given);
  const rows = await engine.query<{ start: string }>(
    'select cast(creation_time as varchar) as start from traffic order by row_id',
  );
  const reasons = await engine.query<{ value: string; reason: string }>(
    'select value, reason from rejects order by line',
  );
  return {
    starts: rows.map(({ start }) => start),
    reasons: reasons.map((row) => Object.values(row)),
    accounts,
  };
};

test('a whole number is decimal digits, and what else the engine would take for one is rejected with its reason', async () => {
  const read = {
    '+5': 5,
    '007': 7,
    ' 12 ': 12,
    '200.0': 200,
    '1E+3': 1000,
    '9007199254740991': 2 ** 53 - 1,
    '1152921504606846976': 2 ** 60,
    NA: null,
  };
  const rejected = {
    '13.000': 'may have thousands separators (give --thousands to read them)',
    '1,000,000': 'may have thousands separators (give --thousands to read them)',
    '15e-1': 'is in scientific notation, which may have lost digits',
    '2.52E+07': 'is in scientific notation, which may have lost digits',
    '0x10': 'is not a decimal number',
    '0b11': 'is not a decimal number',
    '1_000': 'is not a whole number (digits with underscores)',
    '1.5': 'is not a whole number',
    '1.': 'is not a whole number',
    '١٢': 'is not a whole number',
    infinity: 'is not a whole number',
    '1152921504606846977': 'is larger than 2^60 (1,152,921,504,606,846,976)',
    '9223372036854775808': 'is too large',
  };
  const row = (text: string) => `"${text}",2024-01-01T00:00:00Z,1.2.3.4`;
  const rows = [...Object.keys(read), ...Object.keys(rejected)].map(row);
  const filler = rows.map(() => row('1'));
  const file = table('bytes_in,creation_time,src_ip', [...rows, ...filler]);
  const { engine } = await openLocal(file);
  const values = await engine.query<{ n: number | null }>(
    `select cast(bytes_in as double) as n from traffic order by row_id limit ${Object.keys(read).length}`,
  );
  // Keys that are numbers come first in an object.
  const byText = new Map(Object.entries(read));
  assert.deepEqual(
    values.map(({ n }) => n),
    [...byText.values()],
  );
  const rejects = await engine.query<{ value: string; reason: string }>('select value, reason from rejects');
  assert.deepEqual(Object.fromEntries(rejects.map(({ value, reason }) => [value, reason])), rejected);
});

test('a time is UTC unless it says otherwise, and offsets beyond 14 hours, unknown zones and days are rejected', async () => {
  const read = {
    '2024-04-01T00:00:00+14:00': '2024-03-31 10:00:00',
    '2024-04-01 00:00:00 -0330': '2024-04-01 03:30:00',
    '2024-04-01 00:00:00 Europe/Berlin': '2024-03-31 22:00:00',
    '2024-04-01 00:00:00': '2024-04-01 00:00:00',
    '2024-04-01T00:00:00.250Z': '2024-04-01 00:00:00.25',
    '17/May/2015:10:05:03 +0200': '2015-05-17 08:05:03',
  };
  const rejected = [
    ['2024-04-01T00:00:00+25:00', 'has an offset beyond ±14:00'],
    ['2024-04-01T00:00:00-14:01', 'has an offset beyond ±14:00'],
    ['2024-04-01T00:00:00+02:60', 'has an offset beyond ±14:00'],
    [
      '2024-04-01 00:00:00 CST',
      'names a time zone that is unknown or ambiguous (an offset such as +02:00 was expected)',
    ],
    ['2024-02-30T00:00:00Z', 'is not a time (ISO 8601 was expected)'],
    ['infinity', 'is not a time (ISO 8601 was expected)'],
  ] as const;
  const rows = [...Object.keys(read), ...rejected.map(([text]) => text)].map((text) => `${text},1.2.3.4`);
  const found = await starts(table('creation_time,src_ip', rows));
  assert.deepEqual(found.starts, Object.values(read));
  assert.deepEqual(
    found.reasons,
    rejected.map((row) => [...row]),
  );
});

test('times without a zone are of the one that is given, and those that the change of clocks moves are counted', async () => {
  const times = ['2024-03-31 02:30:00', '2024-10-27 02:30:00', '2024-07-01 12:00:00', '2024-07-01T12:00:00Z'];
  const file = table(
    'creation_time,src_ip',
    times.map((time) => `${time},1.2.3.4`),
  );
  const found = await starts(file, { timeZone: 'Europe/Berlin' });
  assert.deepEqual(found.starts, [
    ...['2024-03-31 01:30:00', '2024-10-27 01:30:00', '2024-07-01 10:00:00', '2024-07-01 12:00:00'],
  ]);
  assert.deepEqual(found.accounts[0]?.timeZone, { name: 'Europe/Berlin', gap: 1, overlap: 1 });
  assert.deepEqual((await starts(file)).starts.slice(0, 3), times.slice(0, 3));
});

test('options for values that cannot be used are refused before anything is read', async () => {
  const file = table('creation_time,src_ip', ['2024-01-01T00:00:00Z,1.2.3.4']);
  for (const [options, message] of [
    [{ timeZone: 'Europe/Berlim' }, /^--time-zone "Europe\/Berlim": there is no such time zone/],
    [{ timeFormat: '%d.%m.%Y %Q' }, /^--time-format "%d\.%m\.%Y %Q": .*was expected\.$/],
    [{ timeFormat: '%H:%M' }, /^--time-format "%H:%M": it has no year and day/],
    [{ thousands: 'x' }, /^--thousands "x": one of "\.", ",", "'", " " was expected\.$/],
  ] as const)
    await assert.rejects(openLocal(file, options), (error: Error) => {
      assert.match(error.message, message);
      assert.doesNotMatch(error.message, /\n/);
      return error.name === 'InputError';
    });
});

test('texts for no value are none in every column, and NA is Namibia as a country', async () => {
  const nulls = ['', '-', '\\N', 'N/A', 'n/a', '#N/A', '<NA>', 'NULL', 'None', 'NaN'];
  const columns = 'bytes_in,end_time,dst_ip,dst_port,protocol,uri';
  const row = (text: string) => `2024-01-01T00:00:00Z,1.2.3.4,${columns.replace(/\w+/g, () => text)},${text}`;
  const file = table(`creation_time,src_ip,${columns},src_ip_country_code`, [...nulls, 'NA'].map(row));
  const { engine, records } = await openLocal(file);
  assert.equal(records, nulls.length + 1);
  assert.deepEqual(
    await engine.query(`select distinct ${columns} from traffic where row_id <= ${nulls.length}`),
    [{ bytes_in: null, end_time: null, dst_ip: null, dst_port: null, protocol: null, uri: null }],
  );
  assert.deepEqual(
    await engine.query(
      `select src_ip_country_code as country, bytes_in from traffic where row_id > ${nulls.length}`,
    ),
    [{ country: 'NA', bytes_in: null }],
  );
});

test('codes that are no country are kept and counted, three letters of ISO are the same country', async () => {
  const codes = ['XK', 'EU', 'ap', 'A1', 'T1', 'XX', 'ZZ', 'UK', 'de', 'DEU', 'usa', 'EU'];
  const file = table(
    'creation_time,src_ip,src_ip_country_code',
    codes.map((code) => `2024-01-01T00:00:00Z,1.2.3.4,${code}`),
  );
  const { engine, accounts } = await openLocal(file);
  const kept = ['XK', 'EU', 'AP', 'A1', 'T1', 'XX', 'ZZ', 'UK', 'DE', 'DE', 'US', 'EU'];
  assert.deepEqual(
    await engine.query('select src_ip_country_code as code from traffic order by row_id'),
    kept.map((code) => ({ code })),
  );
  assert.equal(accounts[0]?.unknownCountries, 8);
  assert.deepEqual(accounts[0]?.countryCodes, { EU: 2, A1: 1, T1: 1, UK: 1, XX: 1, ZZ: 1, ap: 1 });
});

const rows = (n: number) => Array.from({ length: n }, () => GOOD);
for (const [what, name, content, expected] of [
  [
    'a NUL in a row',
    'nul.csv',
    [HEADER, ...rows(3), GOOD.replace('1,', '1\0,'), ...rows(2)].join('\n'),
    [5, [5], {}],
  ],
  ['a line of 10 MB', 'long.csv', [HEADER, GOOD, 'x'.repeat(1e7), ...rows(2)].join('\n'), [3, [3], {}]],
  [
    'a value of 3 MB',
    'value.csv',
    [HEADER, GOOD, `"${'x'.repeat(3e6)}"`, ...rows(2)].join('\n'),
    [3, [3], {}],
  ],
  [
    'a title with CRLF and rows with LF',
    'title.csv',
    `Title\r\n${[HEADER, ...rows(2)].join('\n')}\n`,
    [2, [], { title: 1 }],
  ],
  [
    'a title with LF and rows with CRLF',
    'crlf.csv',
    `Title\n${[HEADER, ...rows(2)].join('\r\n')}\r\n`,
    [2, [], { title: 1 }],
  ],
  [
    'a header beyond 64 KiB',
    'late.csv',
    `${'# comment\n'.repeat(9000)}${[HEADER, ...rows(2)].join('\n')}`,
    [2, [], { title: 9000 }],
  ],
  [
    'a header of 100 KB',
    'wide.csv',
    [`${HEADER}${',another_column'.repeat(7000)}`, ...rows(2).map((row) => row + ','.repeat(7000))].join(
      '\n',
    ),
    [2, [], {}],
  ],
  [
    'gzip padded with zeros',
    'padded.csv.gz',
    Buffer.concat([gzipSync([HEADER, ...rows(2)].join('\n')), Buffer.alloc(9999)]),
    [2, [], {}],
  ],
  [
    'rows of empty cells',
    'empty.csv',
    [HEADER, ...rows(2), ',,,,,', '', ...rows(1)].join('\n'),
    [3, [], { blank: 2 }],
  ],
] as const)
  test(`a table with ${what} is read, and only what is damaged is rejected`, async () => {
    const { engine, accounts } = await openLocal(written(name, content));
    const { records, skipped } = accounts[0]!;
    const lines = (await engine.query<{ line: number }>('select line from rejects order by line')).map(
      ({ line }) => line,
    );
    const [n, rejected, more] = expected;
    assert.deepEqual([records, lines], [n, rejected]);
    assert.deepEqual(
      { title: skipped.title ?? 0, blank: skipped.blank ?? 0 },
      { title: 0, blank: 0, ...more },
    );
  });

test('a log or JSON with a line of 10 MB loses that line only, and says why', async () => {
  const line = (path: string) => `1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET ${path} HTTP/1.1" 200 5`;
  const object = (uri: string) =>
    JSON.stringify({ src_ip: '1.2.3.4', creation_time: '2024-01-01T00:00:00Z', uri });
  for (const [name, make] of [
    ['long.log', line],
    ['long.json', object],
  ] as const) {
    const text = [make('/'), make('/'), make(`/${'x'.repeat(1e7)}`), make('/')].join('\n');
    const { engine, records } = await openLocal(written(name, text));
    assert.equal(records, 3);
    assert.deepEqual(await engine.query('select line, reason from rejects'), [
      { line: 3, reason: 'is longer than 2 MiB' },
    ]);
  }
});
