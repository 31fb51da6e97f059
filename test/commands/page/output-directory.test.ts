import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type TestContext, test } from 'node:test';
import { cannotWrite, outputDirectory } from '../../../lib/commands/page/output-directory.js';

function folder(t: TestContext): string {
  const made = mkdtempSync(path.join(os.tmpdir(), 'output '));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

test('the output folder, its parents too, appears only when all of it is written', async (t) => {
  const parent = path.join(folder(t), 'deep');
  const out = path.join(parent, 'report');
  const { aside, publish } = await outputDirectory(out);
  writeFileSync(path.join(aside, 'a.txt'), 'new');
  assert.equal(existsSync(out), false);
  await publish('a.txt');
  assert.deepEqual(readdirSync(parent), ['report']);
  assert.equal(readFileSync(path.join(out, 'a.txt'), 'utf8'), 'new');
});

test('in a folder that exists only the files written are replaced', async (t) => {
  const out = folder(t);
  writeFileSync(path.join(out, 'a.txt'), 'old');
  writeFileSync(path.join(out, 'mine.txt'), 'mine');
  const { aside, publish } = await outputDirectory(out);
  writeFileSync(path.join(aside, 'a.txt'), 'new');
  writeFileSync(path.join(aside, 'b.txt'), 'more');
  await publish('a.txt');
  assert.deepEqual(readdirSync(out).sort(), ['a.txt', 'b.txt', 'mine.txt']);
  assert.equal(readFileSync(path.join(out, 'a.txt'), 'utf8'), 'new');
  assert.equal(existsSync(aside), false);
});

test('what is discarded leaves nothing behind', async (t) => {
  const parent = folder(t);
  const { discard } = await outputDirectory(path.join(parent, 'report'));
  await discard();
  assert.deepEqual(readdirSync(parent), []);
});

test('leftovers of runs that died are removed; those of live runs and of other folders stay', async (t) => {
  const parent = folder(t);
  const dead = '.report-999999999.partial';
  const live = `.report-${process.ppid}.partial`;
  const other = '.report-2-999999999.partial';
  for (const name of [dead, live, other]) mkdirSync(path.join(parent, name));
  const { discard } = await outputDirectory(path.join(parent, 'report'));
  await discard();
  assert.deepEqual(readdirSync(parent).sort(), [live, other].sort());
});

test('a file in the place of the output folder is refused', async (t) => {
  const file = path.join(folder(t), 'file');
  writeFileSync(file, 'mine');
  await assert.rejects(outputDirectory(file), {
    name: 'InputError',
    message: `${file}: is a file; name a folder for the output with --out.`,
  });
  assert.equal(readFileSync(file, 'utf8'), 'mine');
});

test('a folder that cannot be made is refused in one line', { skip: !existsSync('/proc/self') }, async () => {
  for (const directory of ['/proc/report', '/proc/a/b/report', '/dev/null/report'])
    await assert.rejects(outputDirectory(directory), {
      name: 'InputError',
      message: /^\/(proc|dev)\/.*report: cannot be written \(E[A-Z]+\); name another folder with --out\.$/,
    });
});

test('a full disk is told as such', () => {
  assert.equal(
    cannotWrite('/out', { code: 'ENOSPC' }).message,
    '/out: the disk is full; free some space, or name another folder with --out.',
  );
});
