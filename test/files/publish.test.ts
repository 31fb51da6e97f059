import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  partialPath,
  publishFile,
  publishFolder,
  publishText,
  removeLeftovers,
} from '../../lib/files/publish.js';

function folder(t: TestContext): string {
  const made = mkdtempSync(path.join(tmpdir(), 'publish '));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const posix = { skip: process.platform === 'win32' && 'permissions and links of POSIX are needed' };

test('partial names are unique, hidden, beside their target, and end in .partial', () => {
  const names = [partialPath('/a/b.csv'), partialPath('/a/b.csv')];
  for (const name of names)
    assert.match(name, new RegExp(`^/a/\\.b\\.csv-${process.pid}\\.[0-9a-f]{8}\\.partial$`));
  assert.notEqual(names[0], names[1]);
});

test('until all of a file is written the old one is there, then the new one and nothing else', async (t) => {
  const file = path.join(folder(t), 'a.txt');
  writeFileSync(file, 'old');
  const result = await publishFile(
    file,
    async (partial) => {
      writeFileSync(partial, 'half');
      assert.equal(readFileSync(file, 'utf8'), 'old');
      writeFileSync(partial, 'new');
      return 3;
    },
    { durable: true },
  );
  assert.equal(result, 3);
  assert.equal(readFileSync(file, 'utf8'), 'new');
  assert.deepEqual(readdirSync(path.dirname(file)), ['a.txt']);
});

test('a write that fails, or writes nothing, leaves the old file and no partial one', async (t) => {
  const file = path.join(folder(t), 'a.txt');
  writeFileSync(file, 'old');
  const fails = publishFile(file, async (partial) => {
    writeFileSync(partial, 'half');
    throw new Error('full');
  });
  await assert.rejects(fails, { message: 'full' });
  await assert.rejects(
    publishFile(file, async () => undefined),
    { code: 'ENOENT' },
  );
  assert.equal(readFileSync(file, 'utf8'), 'old');
  assert.deepEqual(readdirSync(path.dirname(file)), ['a.txt']);
});

test('a rename that fails leaves no partial file', async (t) => {
  const target = path.join(folder(t), 'a');
  mkdirSync(target);
  await assert.rejects(publishText(target, 'new'), { code: 'EISDIR' });
  assert.deepEqual(readdirSync(path.dirname(target)), ['a']);
});

test('two writers of one file do not disturb each other: one of the two is there whole', async (t) => {
  const file = path.join(folder(t), 'a.txt');
  const texts = ['a', 'b'].map((letter) => letter.repeat(1_000_000));
  await Promise.all(texts.map((text) => publishText(file, text)));
  assert.ok(texts.includes(readFileSync(file, 'utf8')));
  assert.deepEqual(readdirSync(path.dirname(file)), ['a.txt']);
});

test('a file that is replaced keeps its permissions, and a link to it stays a link', posix, async (t) => {
  const [file, link] = [path.join(folder(t), 'a.txt'), path.join(folder(t), 'link')];
  writeFileSync(file, 'old');
  chmodSync(file, 0o640);
  symlinkSync(file, link);
  await publishText(link, 'new');
  assert.equal(readlinkSync(link), file);
  assert.equal(readFileSync(file, 'utf8'), 'new');
  assert.equal(statSync(file).mode & 0o777, 0o640);
});

test('a folder appears when all of it is written, its parents too, and not at all when that fails', async (t) => {
  const parent = path.join(folder(t), 'deep');
  const target = path.join(parent, 'a');
  const failing = publishFolder(target, async (partial) => {
    writeFileSync(path.join(partial, 'x'), 'half');
    throw new Error('full');
  });
  await assert.rejects(failing, { message: 'full' });
  assert.deepEqual(readdirSync(parent), []);
  await publishFolder(target, async (partial) => {
    writeFileSync(path.join(partial, 'x'), 'new');
    assert.equal(existsSync(target), false);
  });
  assert.deepEqual(readdirSync(parent), ['a']);
  assert.equal(readFileSync(path.join(target, 'x'), 'utf8'), 'new');
});

test('of two that fill the same folder the first to end stays', async (t) => {
  const parent = folder(t);
  const target = path.join(parent, 'a');
  await publishFolder(target, async (partial) => {
    await publishFolder(target, (other) => writeFile(path.join(other, 'x'), 'first'));
    writeFileSync(path.join(partial, 'x'), 'second');
  });
  assert.equal(readFileSync(path.join(target, 'x'), 'utf8'), 'first');
  assert.deepEqual(readdirSync(parent), ['a']);
});

test('leftovers are those of processes that do not run: of one name, or of all, in the folders below too', async (t) => {
  const parent = folder(t);
  mkdirSync(path.join(parent, 'b'));
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const living = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  t.after(() => living.kill());
  const live = `.a-${living.pid}.12345678.partial`;
  const ours = path.basename(partialPath(path.join(parent, 'a')));
  const others = ['.a.partial', 'a-1.partial', '.hidden'];
  for (const name of [live, ours, ...others]) writeFileSync(path.join(parent, name), '');
  // The last has the number of this process, and is of an earlier one with the same number, as in a container.
  for (const name of [
    `.a-${dead}.12345678.partial`,
    `.a-${dead}.partial`,
    `.a-${process.pid}.00000000.partial`,
  ])
    writeFileSync(path.join(parent, name), '');
  const below = path.join('b', `.c.parquet-${dead}.12345678.partial`);
  mkdirSync(path.join(parent, `.a-2-${dead}.12345678.partial`));
  writeFileSync(path.join(parent, below), '');
  await removeLeftovers(parent, 'a');
  const kept = [live, ours, ...others];
  assert.deepEqual(readdirSync(parent).sort(), [...kept, 'b', `.a-2-${dead}.12345678.partial`].sort());
  assert.equal(existsSync(path.join(parent, below)), true);
  await removeLeftovers(parent);
  assert.deepEqual(readdirSync(parent).sort(), [...kept, 'b'].sort());
  assert.deepEqual(readdirSync(path.join(parent, 'b')), []);
});
