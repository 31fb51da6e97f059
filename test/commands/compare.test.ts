import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { compareArguments } from '../../lib/commands/compare/arguments.js';

const root = path.resolve(__dirname, '../..');
const here = mkdtempSync(path.join(os.tmpdir(), 'compare command '));
after(() => rmSync(here, { recursive: true, force: true }));

function compare(...args: string[]) {
  const command = ['--import', 'tsx', path.join(root, 'lib/commands/compare.ts'), ...args];
  const env = { ...process.env, INIT_CWD: here };
  return spawnSync(process.execPath, command, { cwd: root, env, encoding: 'utf8' });
}

test('two files are taken, the output is named after both, and a wrong filter is told at once', () => {
  const parse = (...args: string[]) => compareArguments(args, { root, from: here });
  assert.deepEqual(parse('mon.csv', 'tue.csv.gz', '--filter', 'port=443'), {
    before: path.join(here, 'mon.csv'),
    after: path.join(here, 'tue.csv.gz'),
    out: path.join(root, 'reports', 'compare-mon-tue'),
    redact: false,
    filter: { where: ['port=443'] },
    reading: {},
    values: {},
  });
  assert.throws(() => parse('a.csv', 'b.csv', '--filter', 'prt=1'), /did you mean port\?/);
});

test('what is wrong with either file, or with the command, is told in one line and nothing is written', () => {
  writeFileSync(
    path.join(here, 'good.csv'),
    'src_ip,creation_time,response.code\n192.0.2.1,2024-04-25T00:00:00Z,200\n',
  );
  for (const [args, expected] of [
    [['good.csv'], /missing required argument 'after'/],
    [['nowhere.csv', 'good.csv'], /nowhere\.csv: there is no such file/],
  ] as const) {
    const { status, stderr } = compare(...args);
    assert.equal(status, 1);
    assert.match(stderr.trimEnd().split('\n').at(-1) ?? '', expected);
  }
  assert.deepEqual(readdirSync(here), ['good.csv']);
});

test('the page and compare.json say what changed, and masked, no address of either file', () => {
  const lines = readFileSync(path.join(root, 'data/cybersecurity_data.csv'), 'utf8').split('\n');
  const [header = '', ...records] = lines.slice(0, 121);
  writeFileSync(path.join(here, 'a.csv'), [header, ...records.slice(0, 60)].join('\n'));
  writeFileSync(path.join(here, 'b.csv'), [header, ...records.slice(60)].join('\n'));
  const { status, stdout, stderr } = compare('a.csv', 'b.csv', '--out', 'out', '--redact');
  assert.equal(status, 0, stderr);
  assert.equal(stdout, 'Wrote out/compare.html, and beside it compare.json.\n');
  const [html, json] = ['compare.html', 'compare.json'].map((name) =>
    readFileSync(path.join(here, 'out', name), 'utf8'),
  );
  const found = JSON.parse(json ?? '');
  const place = header.split(',').indexOf('src_ip');
  const sources = (some: readonly string[]) => new Set(some.map((line) => line.split(',')[place] ?? ''));
  const [was, is] = [sources(records.slice(0, 60)), sources(records.slice(60))];
  assert.deepEqual([found.before.records, found.after.records], [60, 60]);
  assert.equal(found.fresh.sources, [...is].filter((ip) => !was.has(ip)).length);
  assert.equal(found.gone.sources, [...was].filter((ip) => !is.has(ip)).length);
  assert.deepEqual(found.after.files, ['b.csv']);
  for (const ip of [...was, ...is]) {
    assert.equal(json?.includes(`"${ip}"`), false, ip);
    assert.equal(html?.includes(`>${ip}<`), false, ip);
  }
});
