import assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';

const repository = path.resolve(__dirname, '../../..');
const ENTRIES = [
  'lib/jupyter/export/page/page-script.ts',
  'lib/jupyter/tables/page-tables.ts',
  'lib/report/browser/page-filters.ts',
  'lib/report/browser/triage/page-triage.ts',
];

test('scripts of pages are bundled once, and again when a file changes that one of them imports', (t) => {
  const root = mkdtempSync(path.join(tmpdir(), 'bundles '));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  const setup = path.join(root, 'lib/jupyter/setup');
  cpSync(path.join(repository, 'lib/jupyter/setup'), setup, { recursive: true });
  const packages = path.join(root, 'node_modules');
  symlinkSync(path.join(repository, 'node_modules'), packages, 'junction');
  for (const entry of ENTRIES) {
    mkdirSync(path.dirname(path.join(root, entry)), { recursive: true });
    writeFileSync(path.join(root, entry), "import { word } from './word.js';\nconsole.log(word);\n");
    writeFileSync(
      path.join(root, path.dirname(entry), 'word.ts'),
      "export const word: string = 'kestrel';\n",
    );
  }
  const { bundles }: { bundles(): Record<string, Buffer> } = createRequire(__filename)(
    path.join(setup, 'bundles.cjs'),
  );
  const texts = () => Object.entries(bundles()).map(([name, script]) => `${name}: ${script}`);

  const first = texts();
  assert.deepEqual(
    first.map((text) => text.slice(0, text.indexOf(':'))),
    ['report', 'tables', 'filters', 'triage'],
  );
  for (const text of first) assert.match(text, /"kestrel"/);

  rmSync(packages);
  assert.deepEqual(texts(), first, 'without esbuild they are the ones that were kept');

  symlinkSync(path.join(repository, 'node_modules'), packages, 'junction');
  writeFileSync(path.join(root, 'lib/jupyter/tables/word.ts'), "export const word: string = 'merlin';\n");
  assert.match(texts()[1] ?? '', /"merlin"/);
  assert.match(texts()[0] ?? '', /"kestrel"/);
});
