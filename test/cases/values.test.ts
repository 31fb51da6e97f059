import assert from 'node:assert/strict';
import path from 'node:path';
import { test } from 'node:test';
import { describeTraffic } from '../../lib/analyze/describe-traffic.js';
import { timeBaseline } from '../../lib/analyze/time-baseline.js';
import { trafficOverTime } from '../../lib/analyze/traffic-over-time.js';
import { openLocal } from '../load/open-local.js';
import { written } from '../load/written.js';

// Inputs after public bug reports, and faults of an earlier loader: what becomes of each.
const input = (name: string) => path.join(__dirname, name);
const open = async (name: string, options: Parameters<typeof openLocal>[1] = {}) => {
  const traffic = await openLocal(input(name), options);
  const [account] = traffic.accounts;
  const rows = (columns: string) => traffic.engine.query(`select ${columns} from traffic order by row_id`);
  const rejects = await traffic.engine.query<{ line: number; column_name: string | null; reason: string }>(
    'select line, column_name, reason from rejects order by line',
  );
  return { traffic, account: account!, rows, rejects };
};
const refused = (name: string, message: RegExp) =>
  assert.rejects(openLocal(input(name)), (error: Error) => {
    assert.equal(error.name, 'InputError');
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });

test('NA is Namibia, in capitals or not, quoted or not', async () => {
  const { rows, account } = await open('43-csv-namibia.csv');
  const codes = ['NA', 'NA', 'DE', 'NA', 'NA'];
  assert.deepEqual(
    await rows('src_ip_country_code as code'),
    codes.map((code) => ({ code })),
  );
  assert.equal(account.unknownCountries, 0);
  const filtered = await openLocal(input('43-csv-namibia.csv'), { where: 'country=NA' });
  assert.equal(filtered.records, 4);
});

test('German numbers and times are no other ones: set aside, or read where the options say how', async () => {
  const name = '45-csv-excel-german.csv';
  await refused(
    name,
    /line 3: bytes_in "13\.000" may have thousands separators \(give --thousands to read them\)/,
  );
  const { account, rows, rejects } = await open(name, {
    ...{ thousands: '.', timeFormat: '%d.%m.%Y %H:%M', timeZone: 'Europe/Berlin' },
  });
  assert.deepEqual(
    await rows('cast(bytes_in as double) as bytes_in, cast(creation_time as varchar) as start'),
    [
      { bytes_in: 13_000, start: '2024-04-25 21:00:00' },
      { bytes_in: 25_207_794, start: '2024-04-25 21:10:00' },
    ],
  );
  assert.deepEqual(rejects, [{ line: 5, column_name: 'bytes_out', reason: 'is not a whole number' }]);
  // The line sep=; is a title.
  assert.deepEqual([account.skipped.title, account.units], [1, 5]);
});

test('13.000 is never 13', async () => {
  await refused(
    '45b-csv-dot-thousands.csv',
    /all 3 rows were rejected.*"13\.000" may have thousands separators/,
  );
  const { rows } = await open('45b-csv-dot-thousands.csv', { thousands: '.' });
  assert.deepEqual(await rows('cast(bytes_in as double) as n'), [{ n: 13_000 }, { n: 25_000 }, { n: 5_000 }]);
});

test('numbers and times that Excel cut to scientific notation are set aside', async () => {
  const { rows, rejects } = await open('46-csv-excel-scientific.csv');
  const start = '2024-04-25 23:00:00';
  assert.deepEqual(await rows('cast(bytes_in as double) as n, cast(creation_time as varchar) as start'), [
    { n: 5602, start },
    { n: 1000, start },
  ]);
  assert.deepEqual(
    rejects.map(({ line }) => line),
    [2, 5],
  );
});

test('the order of day and month is never guessed', async () => {
  const name = '47-csv-day-month-order.csv';
  await refused(
    name,
    /"25\/04\/2024 23:00" does not say which number is the day \(give --time-format, such as "%d/,
  );
  await refused(name, /\. These days can only be read with --time-format "%d\/%m\/%Y %H:%M"\.$/);
  const { rows } = await open(name, { timeFormat: ['%d/%m/%Y %H:%M', '%d/%m/%Y %I:%M:%S %p'] });
  assert.deepEqual(await rows('cast(creation_time as varchar) as start'), [
    { start: '2024-04-25 23:00:00' },
    { start: '2024-04-05 08:00:00' },
    { start: '2024-04-26 01:00:00' },
  ]);
});

test('a header that comes again is counted as a header, and empty cells behind a row are none', async () => {
  const { account, rejects } = await open('49-csv-header-repeated.csv');
  assert.deepEqual([account.records, account.skipped.header, rejects.length], [4, 3, 0]);
});

test('a further header names its own columns: in another order they are read so, new ones are refused', async () => {
  const rows = (...lines: string[]) => lines.join('\n');
  const first = rows('bytes_in,bytes_out,creation_time,src_ip', '1,2,2024-01-01T00:00:00Z,192.0.2.1');
  const moved = written(
    'moved.csv',
    rows(first, 'src_ip,creation_time,bytes_out,bytes_in', '192.0.2.2,2024-01-01T00:00:00Z,20,10', ''),
  );
  const { engine } = await openLocal(moved);
  assert.deepEqual(
    await engine.query('select cast(bytes_in as double) as n, src_ip from traffic order by n'),
    [
      { n: 1, src_ip: '192.0.2.1' },
      { n: 10, src_ip: '192.0.2.2' },
    ],
  );
  const more = written(
    'more.csv',
    rows(first, 'packets,bytes_out,creation_time,src_ip', '1,2,2024-01-01T00:00:00Z,192.0.2.1', ''),
  );
  await assert.rejects(openLocal(more), {
    message: /more\.csv, line 3: a further header has columns that the first has not \(packets\); split/,
  });
});

test('a quote that is not closed takes its own row only', async () => {
  const { account, rejects, rows } = await open('50-csv-unclosed-quote.csv');
  assert.deepEqual([account.records, account.units], [4, 6]);
  assert.deepEqual(rejects, [
    { line: 3, column_name: null, reason: 'has a quote that is not closed as it should be' },
  ]);
  assert.deepEqual((await rows('rule_names'))[2], { rule_names: 'multi\nline "rule"' });
});

test('of 200,000 rows one with an open quote is lost', async () => {
  const row = (i: number) =>
    `${100 + i},${1000 + i},2024-04-01T00:${String(i % 60).padStart(2, '0')}:00Z,198.51.100.${(i % 250) + 1},r,443`;
  const rows = Array.from({ length: 200_000 }, (_, i) =>
    i === 999 ? row(i).replace(',r,', ',"r,') : row(i),
  );
  const header = 'bytes_in,bytes_out,creation_time,src_ip,rule_names,dst_port';
  const { records, accounts, engine } = await openLocal(
    written('open.csv', [header, ...rows, ''].join('\n')),
  );
  assert.deepEqual([records, accounts[0]?.units], [199_999, 200_001]);
  assert.deepEqual(await engine.query('select line from rejects'), [{ line: 1001 }]);
});

test('Excel’s Unicode text is read with all its letters', async () => {
  const { account, rows } = await open('51-csv-utf16-excel.tsv');
  assert.deepEqual([account.records, account.rejects], [3, 0]);
  assert.deepEqual((await rows('rule_names'))[0], { rule_names: 'Verdächtig – Web' });
});

test('a zone that a row names is of that row alone', async () => {
  const { rows } = await open('zone-leaks-to-next-rows.csv');
  const starts = [
    '2024-03-31 22:00:00',
    '2024-04-01 00:00:00',
    '2024-04-01 00:00:01',
    '2024-04-01 00:00:02.25',
  ];
  assert.deepEqual(
    await rows('cast(creation_time as varchar) as start'),
    starts.map((start) => ({ start })),
  );
});

test('rows after a damaged one are on the lines on which they are', async () => {
  const { rejects } = await open('later-line-numbers-off-by-one.csv');
  assert.deepEqual(
    rejects.map(({ line }) => line),
    [12, 24, 35],
  );
});

test('more bytes than any connection moves are set aside, so that no sum overflows', async () => {
  const { account, rejects } = await open('bytes-2-63-stops-report.csv');
  assert.equal(account.records, 199);
  assert.deepEqual(rejects, [
    { line: 7, column_name: 'bytes_in', reason: 'is larger than 2^60 (1,152,921,504,606,846,976)' },
  ]);
});

for (const year of ['9999', '0001', '3000'])
  test(`one record of the year ${year} costs no more than any other, and the data card names it`, async () => {
    const rows = Array.from({ length: 200 }, (_, i) =>
      i === 5
        ? `${year}-12-31T23:59:59Z`
        : `2024-04-01T0${Math.floor(i / 60)}:${String(i % 60).padStart(2, '0')}:00Z`,
    );
    const text = [
      'creation_time,end_time,src_ip,bytes_in',
      ...rows.map((at) => `${at},${at},192.0.2.1,1`),
      '',
    ];
    const traffic = await openLocal(written(`year-${year}.csv`, text.join('\n')));
    const { bins, bin } = await trafficOverTime(traffic);
    assert.ok(bins.length < 1000, `${bins.length}`);
    assert.ok(bin.seconds <= 60, `${bin.seconds}`);
    assert.ok((await timeBaseline(traffic)).hours.length <= 4);
    const { limits } = await describeTraffic(traffic);
    assert.match(limits.join('\n'), new RegExp(`1 record is far off in time \\((?:from|to) ${year}-12-31`));
  });
