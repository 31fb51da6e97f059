import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { CACHE } from '../../lib/load/cache.js';
import { loadRules } from '../../lib/rules/load-rules.js';
import { ruleFolder, ruleText } from './compile.js';
import { noPython } from './python.js';

const root = path.resolve(__dirname, '../..');
const folders: string[] = [];
const made = (files: Readonly<Record<string, string>>) => {
  const folder = ruleFolder(files);
  folders.push(folder);
  return folder;
};
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
/** Different text in each run, so that no cache of an earlier run has it. */
const fresh = (title: string, more: Readonly<Record<string, unknown>> = {}) =>
  ruleText(
    { s: { 'c-uri': 'x' }, condition: 's' },
    { title, description: `${Date.now()} ${Math.random()}`, ...more },
  );

test('the rules of the project are loaded without Python, and once', async () => {
  const { rules } = await loadRules();
  assert.ok(rules.length > 0);
  assert.ok(rules.every((rule) => !rule.own));
  assert.equal((await loadRules()).rules, rules);
});

test('rules of a folder come after those of the project, which stay', { skip: noPython }, async () => {
  const shipped = (await loadRules()).rules;
  const folder = made({
    'b.yml': fresh('Second'),
    'a/a.YAML': fresh('First'),
    '.git/x.yml': 'not a rule',
    'x.txt': 'no',
  });
  const { rules } = await loadRules(folder);
  assert.deepEqual(rules.slice(0, shipped.length), shipped);
  assert.deepEqual(
    rules.slice(shipped.length).map(({ name, own, file, class: attack }) => [name, own, file, attack]),
    [
      ['First', true, 'a/a.YAML', 'a'],
      ['Second', true, 'b.yml', 'b'],
    ],
  );
});

test('SQL that somebody wrote into the cache of rules is refused', { skip: noPython }, async () => {
  const folder = made({ 'x.yml': fresh('Cached') });
  await loadRules(folder);
  const text = readFileSync(path.join(folder, 'x.yml'), 'utf8');
  const { description } = JSON.parse(text);
  const file = readdirSync(CACHE)
    .map((name) => path.join(CACHE, name, 'rules.json'))
    .find((one) => existsSync(one) && readFileSync(one, 'utf8').includes(description))!;
  const compiled = JSON.parse(readFileSync(file, 'utf8'));
  assert.equal((await loadRules(folder)).rules.at(-1)?.name, 'Cached');
  compiled.rules[0].sql = "exists (select 1 from read_text('/etc/passwd'))";
  for (const [other, message] of [
    [
      JSON.stringify(compiled),
      /rules\.json is no set of compiled rules: see rules\[0\]\.sql in it; remove its folder/,
    ],
    ['{', /rules\.json is damaged: remove its folder/],
  ] as const) {
    writeFileSync(file, other);
    await assert.rejects(loadRules(folder), { name: 'InputError', message });
  }
  rmSync(path.dirname(file), { recursive: true });
  assert.equal((await loadRules(folder)).rules.at(-1)?.name, 'Cached');
});

test('a rule with the id of one of the project replaces it', { skip: noPython }, async () => {
  const shipped = (await loadRules()).rules;
  const { rules } = await loadRules(made({ 'x.yml': fresh('Mine', { id: shipped[0]!.id }) }));
  assert.equal(rules.length, shipped.length);
  assert.deepEqual(rules.at(-1)?.name, 'Mine');
});

test('rules are compiled when their text is new, and come from the cache otherwise', {
  skip: noPython,
}, async () => {
  const folder = made({ 'x.yml': fresh('Cached') });
  const stopped = { signal: AbortSignal.abort(new Error('stopped')) };
  await assert.rejects(loadRules(folder, stopped), /^Error: stopped$/);
  const { rules } = await loadRules(folder);
  assert.deepEqual(
    (await loadRules(folder, stopped)).rules,
    rules,
    'nothing is compiled that could be stopped',
  );
  assert.deepEqual((await loadRules(made({ 'x.yml': fresh('Other') }))).rules.at(-1)?.name, 'Other');
  writeFileSync(path.join(folder, 'x.yml'), fresh('Changed'));
  await assert.rejects(loadRules(folder, stopped), /^Error: stopped$/);
  assert.equal((await loadRules(folder)).rules.at(-1)?.name, 'Changed');
});

test('a folder that is not there, is a file, or holds no rules is an error that says so', async () => {
  const folder = made({ 'x.txt': 'no rule' });
  await assert.rejects(loadRules(path.join(folder, 'none')), {
    name: 'InputError',
    message: /none is not there: name the folder that holds the Sigma rules, files that end in \.yml\.$/,
  });
  await assert.rejects(loadRules(path.join(folder, 'x.txt')), {
    name: 'InputError',
    message: /x\.txt is a file: name/,
  });
  await assert.rejects(loadRules(folder), {
    name: 'InputError',
    message: /holds no Sigma rules: their files end in \.yml or \.yaml\.$/,
  });
});

test('without Python, one line says what is missing', () => {
  const project = mkdtempSync(path.join(tmpdir(), 'no python '));
  folders.push(project);
  for (const part of ['lib/jupyter/setup', 'lib/rules/compiler'])
    cpSync(path.join(root, part), path.join(project, part), { recursive: true });
  mkdirSync(path.join(project, '.cache'));
  const { stdout } = spawnSync(
    process.execPath,
    [path.join(project, 'lib/jupyter/setup/rule-compiler.cjs')],
    {
      encoding: 'utf8',
      env: { PATH: project },
    },
  );
  assert.deepEqual(JSON.parse(stdout), {
    error:
      'Python 3.11 or newer is needed on the PATH: install a current one from https://www.python.org and run the command again.',
  });
});
