import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { evaluateArguments } from '../../lib/commands/evaluate/arguments.js';

const folders = { root: path.resolve('/repository'), from: path.resolve('/home/me') };

test('the output goes to reports/evaluate- and the name of the file, unless --out says otherwise', () => {
  const { file, label, out } = evaluateArguments(['flows.csv.gz', '--label', 'is_attack'], folders);
  assert.equal(file, path.resolve('/home/me/flows.csv.gz'));
  assert.equal(label, 'is_attack');
  assert.equal(out, path.join(folders.root, 'reports', 'evaluate-flows'));
  const named = evaluateArguments(['flows.csv', '--label', 'x', '--out', 'judged'], folders);
  assert.equal(named.out, path.resolve('/home/me/judged'));
});

test('records are split by network, unless --split says otherwise', () => {
  const by = (...more: string[]) => evaluateArguments(['a.csv', '--label', 'x', ...more], folders).split;
  assert.equal(by(), 'network');
  assert.equal(by('--split', 'asn'), 'asn');
  assert.equal(by('--split', 'time'), 'time');
});

test('a file name with the path delimiter is refused', () => {
  assert.throws(
    () => evaluateArguments([`a${path.delimiter}b.csv`, '--label', 'x'], folders),
    /cannot be read; rename the file/,
  );
});

test('a misspelt --label is suggested, a missing one told, each in one line', () => {
  const errorOf = (...args: string[]) => {
    const command = ['--import', 'tsx', path.resolve(__dirname, '../../lib/commands/evaluate.ts'), ...args];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    assert.equal(status, 1);
    assert.equal(stdout, '');
    return stderr.trimEnd();
  };
  assert.equal(errorOf('a.csv', '--labl', 'x'), "error: unknown option '--labl' (Did you mean --label?)");
  assert.equal(errorOf('a.csv'), "error: required option '--label <column>' not specified");
});
