import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { findFiles } from '../../lib/load/find-files.js';
import { openTraffic } from '../../lib/load/open-traffic.js';

test('the files of a folder come in the order of their names, without those that begin with . or _', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'find-'));
  for (const below of ['b', '.git', '_temporary']) mkdirSync(path.join(folder, below));
  for (const name of [
    'c.csv',
    'b/2.csv',
    'b/1.csv',
    'a.csv',
    '.a.csv',
    '_a.csv',
    '.git/a.csv',
    '_temporary/a.csv',
  ])
    writeFileSync(path.join(folder, name), '');
  const found = async (...pattern: string[]) =>
    (await findFiles(path.join(folder, ...pattern))).map(({ path: file }) =>
      path.relative(folder, file).replaceAll('\\', '/'),
    );
  assert.deepEqual(await found(), ['a.csv', 'b/1.csv', 'b/2.csv', 'c.csv']);
  assert.deepEqual(await found('**', '?.csv'), ['a.csv', 'b/1.csv', 'b/2.csv', 'c.csv']);
  assert.deepEqual(await found('*.csv'), ['a.csv', 'c.csv']);
});

test('a name is literal where there is such a file, whatever characters it has, and reads no other', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'literal-'));
  mkdirSync(path.join(folder, 'd[1]'));
  mkdirSync(path.join(folder, 'd1'));
  const files = {
    ...{ 'a [1].csv': 10, 'a 1.csv': 77, 'what?.csv': 11, 'whatX.csv': 33, 'd[1]/x.csv': 5, 'd1/x.csv': 6 },
    ...{ 's*.csv': 7, 'st.csv': 8, '{a,b}.csv': 9 },
  };
  const row = '2024-04-01T00:00:00Z,198.51.100.1\n';
  for (const [name, rows] of Object.entries(files))
    writeFileSync(path.join(folder, name), `creation_time,src_ip\n${row.repeat(rows)}`);
  for (const [name, rows] of Object.entries(files))
    assert.equal((await openTraffic(path.join(folder, name))).records, rows, name);
  assert.equal((await openTraffic(path.join(folder, 'd[1]'))).records, 5);
  const { records, accounts } = await openTraffic(path.join(folder, 'what*.csv'));
  assert.equal(records, 44);
  assert.deepEqual(accounts[0]?.notes, [`${path.join(folder, 'what*.csv')} matched 2 files`]);
});

test('a file that is named twice, or by a link, is counted once, and its account says so', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'twice-'));
  const file = path.join(folder, 'a.csv');
  const link = path.join(folder, 'b.csv');
  writeFileSync(file, 'creation_time,src_ip\n2024-04-01T00:00:00Z,198.51.100.1\n');
  symlinkSync(file, link);
  const { records, accounts } = await openTraffic([file, folder, link]);
  assert.equal(records, 1);
  assert.equal(accounts.length, 1);
  assert.deepEqual(
    accounts[0]?.notes,
    [file, link, link].map((name) => `${name} is the same file, counted once`),
  );
});

test('what a report wrote into a folder of records is no further record', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'output-'));
  mkdirSync(path.join(folder, 'out'));
  writeFileSync(path.join(folder, 'a.csv'), 'creation_time,src_ip\n2024-04-01T00:00:00Z,198.51.100.1\n');
  writeFileSync(path.join(folder, 'out', 'report.html'), '<p>');
  writeFileSync(path.join(folder, 'out', 'summary.json'), '{}');
  const scored =
    'row,creation_time,src_ip,is_anomaly,top_reasons\n1,2024-04-01T00:00:00Z,198.51.100.1,false,\n';
  writeFileSync(path.join(folder, 'scored.csv'), scored);
  const { records, accounts } = await openTraffic(folder);
  assert.equal(records, 1);
  assert.match(
    accounts[0]?.notes?.join() ?? '',
    /out.report\.html, .*out.summary\.json, .*scored\.csv left out: /,
  );
  // A name that is given is read all the same.
  assert.equal((await openTraffic(path.join(folder, 'scored.csv'))).records, 1);
});

test('what a command wrote into its output folder is not read where that is below the folder of records', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'own-output-'));
  const out = path.join(folder, 'out');
  mkdirSync(out);
  writeFileSync(path.join(folder, 'a.csv'), 'creation_time,src_ip\n2024-04-01T00:00:00Z,198.51.100.1\n');
  writeFileSync(path.join(out, 'workbook.xlsx'), 'of an earlier run');
  process.env.TRAFFIC_OUTPUT = out;
  try {
    const found = await findFiles(folder);
    assert.deepEqual(
      found.map(({ path: file }) => path.basename(file)),
      ['a.csv'],
    );
  } finally {
    delete process.env.TRAFFIC_OUTPUT;
  }
});
