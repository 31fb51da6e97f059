import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { exportedExamples } from './exported-examples.js';
import { errorOf, KernelClient } from './jupyter/kernel/kernel-client.js';

// Every example in the docstring of what lib/index.ts exports is run in a kernel, as an analyst would run it.

const root = path.resolve(__dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'examples '));
after(() => rmSync(folder, { recursive: true, force: true }));

/** A tenth of the shipped records and all of its attacks, labelled by the simulator's truth: small, with findings of several kinds. */
function writeRecords(): void {
  const lines = (file: string) =>
    readFileSync(path.join(root, 'data', file), 'utf8')
      .trimEnd()
      .split('\n');
  const records = lines('cybersecurity_data.csv');
  const truth = lines('cybersecurity_data.truth.csv');
  const attack = (row: number) => truth[row]!.split(',')[2] !== '';
  const rows = [...records.keys()].filter((row) => row > 0 && (row % 10 === 0 || attack(row)));
  const header = `${records[0]},is_suspicious`;
  const body = rows.map((row) => `${records[row]},${attack(row) ? 1 : 0}`);
  const write = (name: string, content: readonly string[]) =>
    writeFileSync(path.join(folder, name), `${content.join('\n')}\n`);
  write('records.csv', [header, ...body]);
  write('records.truth.csv', [truth[0]!, ...rows.map((row, i) => truth[row]!.replace(/^\d+/, `${i + 1}`))]);
  const half = Math.floor(body.length / 2);
  for (const name of ['monday.csv', 'last-week.csv']) write(name, [header, ...body.slice(0, half)]);
  for (const name of ['tuesday.csv', 'today.csv']) write(name, [header, ...body.slice(half)]);
  write('my-indicators.txt', ['192.0.2.7']);
  write('calm.json', ['{"attackShare": 0.001}']);
  const triage = {
    schema: 'suspicious-web-traffic/triage/1',
    version: '0.1.0',
    report: 'records.csv',
    entries: [],
  };
  write('triage.json', [JSON.stringify(triage)]);
}

/** Shipped files, and files that examples name, are those in the test's folder. */
const inFolder = (text: string) =>
  text
    .replaceAll('data/cybersecurity_data', path.join(folder, 'records'))
    .replaceAll(/'((?:reports|models)\/[^']*|[\w.-]+\.(?:csv|xlsx|json|parquet|txt))'/g, (_, file: string) =>
      JSON.stringify(path.join(folder, file)),
    );

test('every example of an export runs', async () => {
  writeRecords();
  const examples = exportedExamples(path.join(root, 'lib/index.ts'));
  assert.ok(examples.length > 80, `${examples.length} examples`);
  const names = [...new Set(examples.map(({ name }) => name))];
  const given = readFileSync(path.join(__dirname, 'examples-given.txt'), 'utf8');
  const kernel = await KernelClient.start(folder);
  const failed: string[] = [];
  try {
    for (const line of [
      `import { ${names.join(', ')} } from './lib/index.js';`,
      ...given.trimEnd().split('\n'),
    ]) {
      const ran = await kernel.execute(inFolder(line));
      assert.equal(ran.reply.status, 'ok', `${line}\n${errorOf(ran)?.evalue}`);
    }
    for (const { name, text } of examples) {
      const cell = inFolder(text).replaceAll(/^import .*$/gm, '');
      // There is no such server: the kernel checks the calls, and does not make them.
      const isRemote = /\.example\.(org|com)|AwsDataCatalog|127\.0\.0\.1/.test(cell);
      const ran = await kernel.execute(isRemote ? `async () => {\n${cell}\n};` : `{\n${cell}\n}`);
      if (ran.reply.status !== 'ok') failed.push(`${name}:\n${cell}\n${errorOf(ran)?.evalue}`);
    }
  } finally {
    kernel.close();
  }
  assert.deepEqual(failed, []);
});
