import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { findFiles } from '../../lib/load/find-files.js';

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
