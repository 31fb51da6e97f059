import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { replaceFolder } from '../../../lib/commands/page/replace-folder.js';

/** A folder that has an old a.txt and the user's own file, and one beside it with a new a.txt. */
function folders(t: TestContext): { folder: string; aside: string } {
  const parent = mkdtempSync(path.join(os.tmpdir(), 'replace '));
  t.after(() => rmSync(parent, { recursive: true, force: true }));
  const [folder, aside] = [path.join(parent, 'out'), path.join(parent, 'aside')];
  mkdirSync(folder, { mode: 0o750 });
  mkdirSync(aside);
  writeFileSync(path.join(folder, 'a.txt'), 'old');
  writeFileSync(path.join(folder, 'mine.txt'), 'mine');
  writeFileSync(path.join(aside, 'a.txt'), 'new');
  return { folder, aside };
}

function assertReplaced(folder: string): void {
  assert.equal(readFileSync(path.join(folder, 'a.txt'), 'utf8'), 'new');
  assert.equal(readFileSync(path.join(folder, 'mine.txt'), 'utf8'), 'mine');
  assert.deepEqual(readdirSync(path.dirname(folder)), ['out']);
}

test('the new folder takes the old one’s place in one step, with the user’s files and its permissions', {
  skip: !['linux', 'darwin'].includes(process.platform) && 'this system cannot exchange folders',
}, async (t) => {
  const { folder, aside } = folders(t);
  const { ino } = statSync(aside);
  await replaceFolder(folder, aside, 'a.txt', os.tmpdir());
  assertReplaced(folder);
  assert.equal(statSync(folder).ino, ino);
  assert.equal(statSync(folder).mode & 0o777, 0o750);
});

test('a folder that a shell works in, or with folders in it, stays the same one', async (t) => {
  for (const inside of [true, false]) {
    const { folder, aside } = folders(t);
    if (!inside) mkdirSync(path.join(folder, 'deeper'));
    const { ino } = statSync(folder);
    await replaceFolder(folder, aside, 'a.txt', inside ? folder : os.tmpdir());
    assertReplaced(folder);
    assert.equal(statSync(folder).ino, ino);
  }
});
