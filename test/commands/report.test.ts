import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { trafficColumns } from '../../lib/schema/columns.js';

const root = path.resolve(__dirname, '../..');
const here = mkdtempSync(path.join(os.tmpdir(), 'report command '));
after(() => rmSync(here, { recursive: true, force: true }));

function report(...args: string[]) {
  const command = [path.join(root, 'lib/jupyter/run.cjs'), 'report', ...args];
  const env = { ...process.env, INIT_CWD: here };
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: root,
    env,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const header = trafficColumns.map((column) => column.nameInFiles).join(',');
mkdirSync(path.join(here, 'folder'));
writeFileSync(path.join(here, 'empty.csv'), '');
writeFileSync(path.join(here, 'header-only.csv'), `${header}\n`);
writeFileSync(path.join(here, 'binary.csv'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]));
writeFileSync(path.join(here, 'misspelt.csv'), `${header.replace('src_ip,', 'srcip,')}\n`);
writeFileSync(path.join(here, 'blocked'), 'a file');

const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['a missing file', ['nowhere.csv'], /nowhere\.csv: there is no such file/],
  ['an empty file', ['empty.csv'], /empty\.csv: is empty/],
  ['a directory', ['folder'], /folder: is a directory/],
  ['a binary file', ['binary.csv'], /binary\.csv: is binary/],
  ['a header without records', ['header-only.csv'], /header-only\.csv: has a header but no records/],
  ['a misspelt column', ['misspelt.csv'], /misspelt\.csv, line 1: the header lacks src_ip \(has "srcip"\)/],
  ['an unknown flag', ['--outt', 'x'], /unknown option '--outt' \(Did you mean --out\?\)/],
  ['a flag without its value', ['--out'], /option '--out <dir>' argument missing/],
  ['a file where the output should go', ['--out', 'blocked'], /blocked: is a file/],
  [
    'a model that is not there',
    ['--model', 'nowhere'],
    /nowhere: there is no such folder; name a folder that/,
  ],
  ['a folder without a model', ['--model', 'folder'], /folder has no detector\.json/],
  [
    'a model to score by and one to save',
    ['--model', 'folder', '--save-model', 'folder'],
    /'--model <folder>' cannot be used with option '--save-model <folder>'/,
  ],
  [
    'a file where the model should go',
    ['--save-model', 'blocked'],
    /blocked: is a file; name a folder for the/,
  ],
  // A Chrome that was started before would keep the command from ending.
  ['a file where a PDF should go', ['--format', 'pdf', '--out', 'blocked'], /blocked: is a file/],
  ['an output folder below a file', ['--out', 'blocked/x'], /blocked\/x: cannot be written \(ENOTDIR\)/],
];

for (const [what, args, expected] of cases)
  test(`${what} is told in one line on standard error, and nothing is written`, () => {
    const before = readdirSync(here);
    const { status, stdout, stderr } = report(...args);
    assert.equal(status, 1);
    assert.equal(stdout, '');
    assert.match(stderr, expected);
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    assert.deepEqual(readdirSync(here), before);
  });

test('--help names the files, every flag and the defaults', () => {
  const { status, stdout, stderr } = report('--help');
  assert.equal(status, 0);
  assert.equal(stderr, '');
  for (const part of [
    'files',
    '--out <dir>',
    '--notebook <name>',
    '--redact',
    '--model <folder>',
    '--save-model <folder>',
    '--help',
    'data/cybersecurity_data.csv',
    'reports/',
  ])
    assert.ok(stdout.includes(part), part);
});
