import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const folder = path.resolve(__dirname, '../../notebooks');
const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  name.endsWith('.ipynb'),
);

/** A cell of a notebook file, as far as these tests look. */
interface Cell {
  readonly cell_type: 'code' | 'markdown';
  readonly source: string | readonly string[];
  readonly outputs?: readonly unknown[];
  readonly execution_count?: number | null;
  readonly metadata: { readonly tags?: readonly string[] };
}

const read = (name: string) => JSON.parse(readFileSync(path.join(folder, name), 'utf8'));
const code = (name: string): readonly Cell[] =>
  read(name).cells.filter((cell: Cell) => cell.cell_type === 'code');
const lines = ({ source }: Cell) => (typeof source === 'string' ? source : source.join('')).split('\n');

test('there are notebooks, 01-explore and report among them', () => {
  assert.ok(names.includes('01-explore.ipynb') && names.includes('report.ipynb'), names.join(', '));
});

for (const name of names) {
  test(`${name} is committed without outputs and counts`, () => {
    for (const cell of code(name)) {
      assert.deepEqual(cell.outputs, []);
      assert.equal(cell.execution_count, null);
    }
  });

  test(`${name} says that it is TypeScript on the kernel tslab`, () => {
    const { kernelspec, language_info } = read(name).metadata;
    assert.equal(kernelspec.name, 'tslab');
    assert.equal(language_info.name, 'typescript');
    assert.equal(language_info.codemirror_mode, 'typescript');
    assert.equal(language_info.mimetype, 'application/typescript');
    assert.equal(language_info.file_extension, '.ts');
  });

  test(`${name} has cells of one to five lines and one cell of parameters, the file first, which TRAFFIC names`, () => {
    for (const cell of code(name)) assert.ok(lines(cell).length <= 5, lines(cell).join('\n'));
    const parameters = code(name).filter((cell) => cell.metadata.tags?.includes('parameters'));
    assert.equal(parameters.length, 1);
    assert.match(lines(parameters[0]!)[0] ?? '', /^const file = process\.env\.TRAFFIC \|\| '/);
  });
}
