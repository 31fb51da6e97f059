import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

const root = path.resolve(__dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'simulate-command-'));
after(() => rmSync(folder, { recursive: true }));

const simulate = (...args: readonly string[]) =>
  spawnSync(process.execPath, ['--import', 'tsx', path.join('lib', 'commands', 'simulate.ts'), ...args], {
    cwd: root,
    env: { ...process.env, INIT_CWD: folder },
    encoding: 'utf8',
  });

test('a file is written relative to where the command was typed, and the truth beside it', () => {
  const { status, stdout } = simulate('--rows', '1000', '--days', '2', '--seed', '4', '--out', 'small.csv');
  assert.equal(status, 0);
  assert.match(
    stdout,
    /^Wrote small\.csv: 1,000 simulated records, \d+ of attacks; the truth is in small\.truth\.csv\.\n$/,
  );
  assert.equal(readFileSync(path.join(folder, 'small.csv'), 'utf8').split('\n').length, 1002);
  assert.equal(readFileSync(path.join(folder, 'small.truth.csv'), 'utf8').split('\n').length, 1002);
});

test('wrong arguments are told in one line, and nothing is written', () => {
  writeFileSync(path.join(folder, 'scenario.json'), '{"attackShare": 0.5}');
  const wrong: readonly (readonly [readonly string[], RegExp])[] = [
    [['--rows', '12', '--out', 'a.csv'], /--rows <n>.*from 1,000 to 100,000,000/],
    [['--days', '-1', '--out', 'a.csv'], /--days <n>.*from 1 to 366/],
    [['--out', 'a.xlsx'], /must end in \.csv or \.parquet/],
    [['--scenario', 'scenario.json', '--out', 'a.csv'], /scenario\.json: Scenario: "attackShare" is 0\.5/],
    [['--scenario', 'none.json', '--out', 'a.csv'], /none\.json: cannot be read \(ENOENT\)/],
    [['--out', 'scenario.json/a.csv'], /cannot be written \((EEXIST|ENOTDIR)\)/],
  ];
  for (const [args, message] of wrong) {
    const { status, stderr } = simulate(...args);
    assert.equal(status, 1);
    assert.match(stderr, message);
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
  }
  assert.ok(!existsSync(path.join(folder, 'a.csv')));
});
