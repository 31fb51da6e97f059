import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { outputDirectory } from '../../lib/commands/report/output-directory.js';

const module = path.resolve(__dirname, '../../lib/commands/report/output-directory.ts');
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
    for (const name of ${JSON.stringify(NAMES)}) writeFileSync(path.join(aside, name), (name + ' ').repeat(1000) + 'end');
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

test('killed at any moment, what was published is whole, what is the user’s stays, and the next run works', async () => {
  const out = path.join(folder, 'report');
  mkdirSync(out);
  writeFileSync(path.join(out, 'mine.txt'), 'mine');
  for (const milliseconds of [0, 1, 3, 7, 12, 25]) {
    await killedAfter(out, milliseconds);
    assert.deepEqual(
      readdirSync(out)
        .filter((name) => !name.endsWith('.partial'))
        .sort(),
      [...NAMES, 'mine.txt'].sort(),
    );
    for (const name of NAMES)
      assert.equal(readFileSync(path.join(out, name), 'utf8'), `${`${name} `.repeat(1000)}end`);
    assert.equal(readFileSync(path.join(out, 'mine.txt'), 'utf8'), 'mine');
  }
  const { discard } = await outputDirectory(out);
  await discard();
  assert.deepEqual(readdirSync(folder), ['report']);
  assert.deepEqual(readdirSync(out).sort(), [...NAMES, 'mine.txt'].sort());
});
