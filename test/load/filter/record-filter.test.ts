import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { asyncProperty, assert as check, constantFrom, string } from 'fast-check';
import papaparse from 'papaparse';
import { describeTraffic } from '../../../lib/analyze/describe-traffic.js';
import { query } from '../../../lib/engine/query.js';
import { type FilterOptions, recordFilter } from '../../../lib/load/filter/record-filter.js';
import { openTraffic } from '../../../lib/load/open-traffic.js';
import { requireLocal } from '../../../lib/load/traffic.js';
import { dataCardBlock } from '../../../lib/report/data-card-block.js';

const folder = mkdtempSync(path.join(tmpdir(), 'filter '));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Ten records, one an hour; their places in the file are what the tests name. */
const records = Array.from({ length: 10 }, (_, i) => ({
  src_ip: i < 5 ? `198.51.100.${i}` : `2001:db8:${i}::1`,
  src_ip_country_code: ['DE', 'US', 'FR', ''][i % 4],
  creation_time: new Date(Date.UTC(2024, 3, 25, 20 + i)).toISOString(),
  'response.code': [200, 404, 503][i % 3],
  dst_port: i < 8 ? 443 : 8000 + i,
  dst_ip: '203.0.113.9',
  rule_names: i === 7 ? 'a, b' : i === 8 ? "it's [x]?" : '',
  label: i === 0 ? 'attack' : '',
}));
const write = (name: string, rows: readonly object[]) => {
  const file = path.join(folder, name);
  writeFileSync(file, papaparse.unparse([...rows]));
  return file;
};
const files = [write('a.csv', records.slice(0, 6)), write('b.csv', records.slice(6))];

async function passing(options: FilterOptions): Promise<readonly number[]> {
  const { connection } = requireLocal(await openTraffic(files, options)).engine;
  const rows = await query<{ row_id: number }>(connection, 'select row_id from traffic order by row_id');
  connection.closeSync();
  return rows.map(({ row_id }) => row_id - 1);
}

const cases: readonly (readonly [string, FilterOptions, readonly number[]])[] = [
  ['one country or another, in any letters', { where: ['country=de,US'] }, [0, 1, 4, 5, 8, 9]],
  ['records without a value', { where: ['country=none'] }, [3, 7]],
  ['none of the values; a record without one has not it', { where: ['country!=DE,US'] }, [2, 3, 6, 7]],
  ['a port and a range of ports', { where: ['port=80,8000-8008'] }, [8]],
  ['a status and its hundred', { where: ['status=404,5xx'] }, [1, 2, 4, 5, 7, 8]],
  ['a source', { where: ['source=198.51.100.3'] }, [3]],
  ['networks', { where: ['source=198.51.100.0/31,2001:db8:8::/47'] }, [0, 1, 8, 9]],
  ['not a network', { where: ['src_ip!=2001:db8::/32'] }, [0, 1, 2, 3, 4]],
  ['a value with a comma', { where: ['rule="a, b"'] }, [7]],
  ['text with a star', { where: ["rule=It's [x]*"] }, [8]],
  ['all of several', { where: ['country=DE', 'status=200', 'port=443'] }, [0]],
  ['a day', { from: '2024-04-26', to: '2024-04-26' }, [4, 5, 6, 7, 8, 9]],
  ['hours in UTC, the last one out', { from: '2024-04-25T21:00', to: '2024-04-25 23:00Z' }, [1, 2]],
  ['hours with an offset', { from: '2024-04-26T05:00+02:00' }, [7, 8, 9]],
];
for (const [what, options, expected] of cases)
  test(`a filter opens ${what}`, async () => assert.deepEqual(await passing(options), expected));

test('the account says what was left out of each file, labels and addresses are those of what is left, and all say so', async () => {
  const traffic = await openTraffic(files, { where: ['source=198.51.100.0/24', 'status=200,404'] });
  assert.deepEqual(
    traffic.accounts.map(({ records, leftOut, units }) => [records, leftOut, units]),
    [
      [4, 2, 7],
      [0, 4, 5],
    ],
  );
  assert.equal(traffic.records, 4);
  const [there] = await traffic.engine.query<{ labels: number; keys: number }>(
    'select cast((select count(*) from labels) as integer) as labels, cast((select count(*) from ip_keys) as integer) as keys',
  );
  assert.deepEqual(there, { labels: 1, keys: 5 });
  const card = await describeTraffic(traffic);
  assert.match(
    card.limits[0] ?? '',
    /^A filter is in force \(source is 198\.51\.100\.0\/24; status is 200 or 404\): 6 records of 10 were left out/,
  );
  assert.match(dataCardBlock(card).text, /a\.csv \(csv\): 7 rows = 4 records \+ 2 left out by the filter/);
  traffic.engine.close();
});

test('a source that is quiet is no gap of the capture, and a time outside the filter neither', async () => {
  const hours = Array.from({ length: 100 }, (_, i) => ({
    src_ip: i === 2 || i === 90 ? '192.0.2.2' : '192.0.2.1',
    creation_time: new Date(Date.UTC(2024, 3, 25, 0, i < 50 ? i : i + 600)).toISOString(),
    'response.code': 200,
  }));
  const file = write('quiet.csv', hours);
  const gaps = async (options: FilterOptions) => {
    const traffic = await openTraffic(file, options);
    const found = (await describeTraffic(traffic)).gaps.map(({ seconds }) => seconds / 60);
    traffic.engine.close();
    return found;
  };
  assert.deepEqual(await gaps({}), [601]);
  assert.deepEqual(await gaps({ where: ['source=192.0.2.2'] }), [601]);
  assert.deepEqual(await gaps({ where: ['source=192.0.2.1'], to: '2024-04-25T08:00' }), []);
});

test('where addresses are masked, so is the filter, and it still finds what it names', async () => {
  const traffic = await openTraffic(files, { where: ['source=198.51.100.3'], redact: true });
  assert.equal(traffic.records, 1);
  assert.match(traffic.filter?.join() ?? '', /^source is 240\./);
  traffic.engine.close();
});

const refused: readonly (readonly [FilterOptions, RegExp])[] = [
  [{ where: ['contry=DE'] }, /filter "contry": there is no such column; did you mean country\?/],
  [{ where: ['prto=443'] }, /filter "prto": there is no such column; did you mean port\?/],
  [{ where: ['zzzzzz=1'] }, /no such column; there are country, source, destination, port, rule, status/],
  [{ where: ['country'] }, /"column=value" was expected, such as country=DE,US/],
  [{ where: ['country='] }, /a value was expected after =, such as country=none/],
  [{ where: ['port=http'] }, /http is no number and no range such as 8000-8999/],
  [{ where: ['source=10.0.0.0/99'] }, /10\.0\.0\.0\/99 is no address and no network/],
  [{ where: ['creation_time=2024'] }, /records are cut by time with --from and --to/],
  [{ from: 'yesterday' }, /--from "yesterday": a time in UTC such as 2024-04-25/],
  [{ from: '2024-02-30' }, /--from "2024-02-30": a time in UTC/],
  [{ to: '2023-02-29T00:00Z' }, /--to "2023-02-29T00:00Z": a time in UTC/],
  [{ from: '2024-04-25T00:00+25:00' }, /--from "2024-04-25T00:00\+25:00": a time in UTC/],
  [{ to: '2024-02-31T25:00' }, /--to "2024-02-31T25:00": a time in UTC/],
  [{ from: '2024-04-26', to: '2024-04-25' }, /--from 2024-04-26 00:00:00 is not before --to 2024-04-26/],
];
for (const [options, message] of refused)
  test(`${JSON.stringify(options)} is refused in one sentence`, () => {
    assert.throws(() => recordFilter(options), { name: 'InputError', message });
  });

test('a filter that nothing passes is told with how many records there are', async () => {
  await assert.rejects(openTraffic(files, { where: ['country=BR'] }), {
    name: 'InputError',
    message: 'Of 10 records none passes the filter (country is BR); widen it.',
  });
});

test('whatever a value holds, it is a value: nothing of it runs as SQL', async () => {
  const traffic = await openTraffic(files);
  await check(
    asyncProperty(string(), constantFrom('rule', 'country', 'host'), async (text, column) => {
      const value = `x'; drop view traffic; --${text.replace(/["*,]/g, '')}`;
      const filter = recordFilter({ where: [`${column}="${value}"`] });
      const found = await traffic.engine.query<{ n: number }>(
        `select cast(count(*) as integer) as n from traffic where ${filter?.sql}`,
      );
      assert.deepEqual(found, [{ n: 0 }]);
    }),
    { numRuns: 30 },
  );
  traffic.engine.close();
});
