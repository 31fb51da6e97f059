import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { compileRules } from '../../lib/rules/compile-rules.js';
import type { RequestRule } from '../../lib/rules/rule.js';
import { findRuleFiles } from '../../lib/rules/rule-files.js';
import { noPython } from './python.js';

const root = path.resolve(__dirname, '../..');
const folder = path.join(root, 'lib', 'rules');
const shipped = JSON.parse(readFileSync(path.join(folder, 'compiled.json'), 'utf8')) as {
  readonly fingerprint: string;
  readonly rules: readonly RequestRule[];
};
const REMEDY = 'lib/rules/*.yml or the compiler has changed: run npm run rules';

test('compiled.json is of the rule files and the compiler as they are', async () => {
  assert.equal(shipped.fingerprint, (await findRuleFiles(folder)).fingerprint, REMEDY);
});

test('compiling the rule files again gives compiled.json', { skip: noPython }, async () => {
  assert.deepEqual((await compileRules(folder, { own: false })).rules, shipped.rules, REMEDY);
});

test('names and ids of rules are different, and no rule is of an analyst', () => {
  const { rules } = shipped;
  assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
  assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length);
  assert.ok(rules.every(({ own, description }) => !own && description !== ''));
});

test('the compiler opens no connection', { skip: noPython }, () => {
  const compiler = path.join(folder, 'compiler');
  const { stdout } = spawnSync(process.execPath, [path.join(root, 'lib/jupyter/setup/rule-compiler.cjs')], {
    encoding: 'utf8',
  });
  const { python } = JSON.parse(stdout) as { readonly python: string };
  const script = `
import runpy, sys
def refuse(event, arguments):
    if event.startswith(("socket.", "urllib.", "http.client", "ftplib.")):
        raise RuntimeError("the network was used: " + event)
sys.addaudithook(refuse)
sys.path.insert(0, sys.argv[1])
sys.argv = ["compile.py", sys.argv[2]]
runpy.run_path(sys.path[0] + "/compile.py", run_name="__main__")
`;
  const { status, stderr } = spawnSync(python, ['-B', '-c', script, compiler, folder], { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
  const used = spawnSync(
    python,
    ['-B', '-c', `${script.split('sys.path.insert')[0]}import socket\nsocket.socket()`],
    {
      encoding: 'utf8',
    },
  );
  assert.match(used.stderr, /the network was used: socket\./, 'the check itself sees a connection');
});
