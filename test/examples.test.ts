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

/** Records enough for findings of several kinds, few enough to be fast. */
const small = path.join(folder, 'small.csv');
const shipped = readFileSync(path.join(root, 'data/cybersecurity_data.csv'), 'utf8').split('\n');
writeFileSync(small, `${shipped.slice(0, 1501).join('\n')}\n`);
const truth = readFileSync(path.join(root, 'data/cybersecurity_data.truth.csv'), 'utf8').split('\n');
writeFileSync(path.join(folder, 'small.truth.csv'), `${truth.slice(0, 1501).join('\n')}\n`);

/** What examples take as given, made once. */
const GIVEN = readFileSync(path.join(__dirname, 'examples-given.txt'), 'utf8');

const inFolder = (text: string) =>
  text
    .replaceAll(/'data\/cybersecurity_data\.csv'/g, JSON.stringify(small))
    .replaceAll(/'((?:reports|models)\/[^']*|[\w-]+\.(?:csv|xlsx|json|txt))'/g, (_, file: string) =>
      JSON.stringify(path.join(folder, file)),
    );

test('every example of an export runs', async () => {
  const examples = exportedExamples(path.join(root, 'lib/index.ts'));
  assert.ok(examples.length > 80, `${examples.length} examples`);
  const names = [...new Set(examples.map(({ name }) => name))];
  const kernel = await KernelClient.start(folder);
  const failed: string[] = [];
  try {
    const prelude = `import { ${names.join(', ')} } from './lib/index.js';\n${inFolder(GIVEN)}`;
    const given = await kernel.execute(prelude);
    assert.equal(given.reply.status, 'ok', errorOf(given)?.evalue);
    for (const { name, text } of examples) {
      const cell = inFolder(text).replaceAll(/^import .*$/gm, '');
      // There is no such server: the kernel checks the calls, and does not make them.
      const remote = /\.example\.(org|com)|AwsDataCatalog|127\.0\.0\.1/.test(cell);
      const ran = await kernel.execute(
        remote ? `const calls = async () => {\n${cell}\n};` : `{\n${cell}\n}`,
      );
      if (ran.reply.status !== 'ok') failed.push(`${name}:\n${cell}\n${errorOf(ran)?.evalue}`);
    }
  } finally {
    kernel.close();
  }
  assert.deepEqual(failed, []);
});
