import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import { standardInput } from '../../lib/load/standard-input.js';

const folder = mkdtempSync(path.join(tmpdir(), 'input-'));
const NAMES = ['TMPDIR', 'TEMP', 'TMP'];
const were = NAMES.map((name) => process.env[name]);
before(() => {
  for (const name of NAMES) process.env[name] = folder;
});
after(() => {
  NAMES.forEach((name, i) => {
    if (were[i] === undefined) delete process.env[name];
    else process.env[name] = were[i];
  });
});

test('standard input is a file until it is removed', async () => {
  const file = await standardInput(undefined, Readable.from(['one\n', 'two\n']));
  assert.equal(file.displayName, 'standard input');
  assert.equal(readFileSync(file.path, 'utf8'), 'one\ntwo\n');
  await file.remove();
  assert.deepEqual(readdirSync(folder), []);
});

test('standard input that breaks off or is stopped leaves no file behind', async () => {
  async function* broken() {
    yield 'one\n';
    throw new Error('broke off');
  }
  await assert.rejects(standardInput(undefined, Readable.from(broken())), /broke off/);
  assert.deepEqual(readdirSync(folder), []);
  await assert.rejects(standardInput(AbortSignal.abort(), Readable.from(['one\n'])), { name: 'AbortError' });
  assert.deepEqual(readdirSync(folder), []);
});
