import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { outputDirectory } from '../../../lib/commands/page/output-directory.js';

const module = path.resolve(__dirname, '../../../lib/commands/page/output-directory.ts');
const folder = mkdtempSync(path.join(tmpdir(), 'killed '));
after(() => rmSync(folder, { recursive: true, force: true }));

const NAMES = ['a.csv', 'b.csv', 'report.html'];
/** A run that writes aside as the report does, says where it stands, and publishes until it is killed. */
const RUN = `
const { writeFileSync } = require('node:fs');
const path = require('node:path');
const { outputDirectory } = require(${JSON.stringify(module)});
(async () => {
  for (let n = 0; ; n++) {
    const { aside, publish } = await outputDirectory(process.argv[1]);
    for (const name of ${JSON.stringify(NAMES)}) writeFileSync(path.join(aside, name), (process.pid + '-' + n + ' ').repeat(1000));
    await publish('report.html');
    process.stdout.write('.');
  }
})();`;

/** Runs until it has published, then kills it at some moment of the work that goes on. */
function killedAfter(out: string, milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--import', 'tsx', '-e', RUN, out], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.once('data', () => setTimeout(() => child.kill('SIGKILL'), milliseconds));
    child.stdout.resume();
    child.on('close', () => resolve());
  });
}

test('killed at any moment, what is there is all of one run, what is the user’s stays, and the next run works', async () => {
  const out = path.join(folder, 'report');
  mkdirSync(out);
  writeFileSync(path.join(out, 'mine.txt'), 'mine');
  for (const milliseconds of [0, 1, 7, 20, 40, 66]) {
    await killedAfter(out, milliseconds);
    assert.deepEqual(
      readdirSync(out)
        .filter((name) => !name.endsWith('.partial'))
        .sort(),
      [...NAMES, 'mine.txt'].sort(),
    );
    const [first = '', ...others] = NAMES.map((name) => readFileSync(path.join(out, name), 'utf8'));
    assert.match(first, /^(\d+-\d+ )\1{999}$/);
    for (const other of others) assert.equal(other, first);
    assert.equal(readFileSync(path.join(out, 'mine.txt'), 'utf8'), 'mine');
  }
  const { discard } = await outputDirectory(out);
  await discard();
  assert.deepEqual(readdirSync(folder), ['report']);
  assert.deepEqual(readdirSync(out).sort(), [...NAMES, 'mine.txt'].sort());
});
