import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const lib = path.resolve(__dirname, '../../../lib');

/** Files that a file imports when it runs: types are gone by then. */
function importsOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export)\s+(?!type\s)(?:[^;]*?\sfrom\s+)?'(\.[^']+)'/gm)].map(
    ([, name = '']) => path.join(path.dirname(file), name).replace(/\.js$/, '.ts'),
  );
}

test('no file of lib imports itself in a circle, which the kernel would follow without end', () => {
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, above: readonly string[]): void => {
    if (above.includes(file))
      circles.push(
        [...above.slice(above.indexOf(file)), file].map((one) => path.relative(lib, one)).join(' → '),
      );
    if (above.includes(file) || done.has(file)) return;
    for (const next of importsOf(file).filter((name) => name.endsWith('.ts'))) walk(next, [...above, file]);
    done.add(file);
  };
  const files = readdirSync(lib, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  assert.ok(files.length > 200);
  for (const name of files) walk(path.join(lib, name), []);
  assert.deepEqual(circles, []);
});
