import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Import, importsIn } from './imports.js';

const imports = importsIn('lib');
/** The folder of lib that a file is in; `index.ts` stands for itself. */
const folderOf = (file: string) => file.split('/')[1] ?? '';
const between = imports.filter(({ from, to }) => to.startsWith('lib/') && folderOf(from) !== folderOf(to));

/** A circle of folders, the first one again at its end, or null where there is none. */
function circle(arrows: readonly Import[]): readonly string[] | null {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of arrows)
    next.set(folderOf(from), (next.get(folderOf(from)) ?? new Set()).add(folderOf(to)));
  const done = new Set<string>();
  const walk = (folder: string, way: readonly string[]): readonly string[] | null => {
    if (way.includes(folder)) return [...way.slice(way.indexOf(folder)), folder];
    if (done.has(folder)) return null;
    for (const other of next.get(folder) ?? []) {
      const found = walk(other, [...way, folder]);
      if (found) return found;
    }
    done.add(folder);
    return null;
  };
  for (const folder of next.keys()) {
    const found = walk(folder, []);
    if (found) return found;
  }
  return null;
}

test('folders of lib import each other one way only, type-only imports included', () => {
  assert.ok(between.length > 500, `${between.length} imports between folders were read`);
  const found = circle(between);
  const steps = (found ?? []).slice(1).map((to, i) => {
    const step = between.find((one) => folderOf(one.from) === found?.[i] && folderOf(one.to) === to);
    return `${step?.from} imports ${step?.to}`;
  });
  assert.equal(found, null, `${found?.join(' → ')}:\n${steps.join('\n')}`);
});

test('a circle of folders is seen, over any number of them', () => {
  const arrows = (...pairs: readonly (readonly [string, string])[]) =>
    pairs.map(([from, to]) => ({ from: `lib/${from}/a.ts`, to: `lib/${to}/b.ts` }));
  assert.equal(circle(arrows(['a', 'b'], ['a', 'c'], ['b', 'c'])), null);
  assert.deepEqual(circle(arrows(['a', 'b'], ['b', 'c'], ['c', 'd'], ['d', 'b'])), ['b', 'c', 'd', 'b']);
});

test('text and files, which everything may import, import no other folder; nothing imports lib/index.ts', () => {
  const leaves = between.filter(({ from }) => ['text', 'files'].includes(folderOf(from)));
  assert.deepEqual(leaves, []);
  assert.deepEqual(
    imports.filter(({ to }) => to === 'lib/index.ts'),
    [],
  );
});
