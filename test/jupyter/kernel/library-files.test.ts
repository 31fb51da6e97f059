import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';

interface LibraryFiles {
  compileFile(ts: unknown, root: string, file: { fileName: string; text: string }): string;
  compiledText(mark: string): string | undefined;
}

const load = createRequire(__filename);
const { compileFile, compiledText }: LibraryFiles = load('../../../lib/jupyter/kernel/library-files.cjs');
const compiler: unknown = load('@tslab/typescript-for-tslab');
const root = mkdtempSync(path.join(tmpdir(), 'compiled '));
after(() => rmSync(root, { recursive: true, force: true }));

const file = {
  fileName: path.join(root, 'lib', 'a.ts'),
  text: "import { type B, b } from './b.js';\nexport const a: B = b;\nfor (const x of [a]) b(x);\n",
};

test('a file becomes CommonJS whose loops an interrupt can end, and is kept for the next start', () => {
  const js = compiledText(compileFile(compiler, root, file)) ?? '';
  assert.match(js, /require\("\.\/b\.js"\)/);
  assert.match(js, /for \(const x of \[exports\.a\]\) \{\n\s+__stopIfInterrupted__\(\);/);
  assert.doesNotMatch(js, /sourceMappingURL/);
  const folder = path.join(root, '.cache', 'compiled');
  assert.equal(readdirSync(folder).length, 1);
  assert.equal(compiledText(compileFile(compiler, root, file)), js);
  assert.equal(readdirSync(folder).length, 1);
});

test('loops of a file that count and calculate are left alone: they end, and are run a hundred million times', () => {
  const check = '__stopIfInterrupted__();';
  const loops = {
    'for (let i = 0; i < 9; i++) sum += Math.abs(list[i]);': false,
    'for (const x of list) if (x > 0) sum += x;': false,
    'for (let i = 0; i < 9; i++) for (let j = 0; j < i; j++) sum += j;': true,
    'for (let i = 0; i < 9; i++) list.sort();': true,
    'for (let i = 0; ; i++) sum += i;': true,
    'while (sum < 9) sum++;': true,
    'do sum++; while (sum < 9);': true,
    'for (const name in list) sum += list[name];': true,
    'for (const x of list) { while (sum < x) sum++; }': true,
  };
  for (const [loop, checked] of Object.entries(loops)) {
    const text = `export let sum = 0;\nexport const list: number[] = [];\n${loop}\n`;
    const compiled = compiledText(compileFile(compiler, root, { ...file, text })) ?? '';
    assert.equal(compiled.includes(check), checked, `${loop}\n${compiled}`);
  }
});

test('a kept file that was cut off is made anew', () => {
  const js = compiledText(compileFile(compiler, root, file));
  const folder = path.join(root, '.cache', 'compiled');
  for (const name of readdirSync(folder)) writeFileSync(path.join(folder, name), '{"text": "cut');
  assert.equal(compiledText(compileFile(compiler, root, file)), js);
});

test('where nothing can be kept files are compiled all the same', () => {
  rmSync(path.join(root, '.cache'), { recursive: true });
  writeFileSync(path.join(root, '.cache'), 'a file in the way');
  assert.match(compiledText(compileFile(compiler, root, file)) ?? '', /exports\.a/);
  assert.equal(existsSync(path.join(root, '.cache', 'compiled')), false);
});
