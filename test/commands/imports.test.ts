import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importsIn } from '../imports.js';

const imports = importsIn('lib/commands');
const names = [
  ...new Set(imports.flatMap(({ from }) => /^lib\/commands\/(\w+)\.ts$/.exec(from)?.[1] ?? [])),
].sort();

/** The command that a file is or belongs to; undefined for what they share. */
const commandOf = (file: string) => names.find((name) => new RegExp(`^lib/commands/${name}[./]`).test(file));

test('no command imports another command or its folder: what they share is in commands/page or elsewhere in lib', () => {
  assert.deepEqual(names, [
    'bench',
    'compare',
    'evaluate',
    'native',
    'report',
    'rules',
    'simulate',
    'start',
    'test',
    'trino',
  ]);
  const across = imports.filter(({ from, to }) => {
    const command = commandOf(to);
    return command !== undefined && command !== commandOf(from);
  });
  assert.deepEqual(across, []);
});

test('the library does not import commands', () => {
  const wrong = importsIn('lib').filter(
    ({ from, to }) => to.startsWith('lib/commands/') && !from.startsWith('lib/commands/'),
  );
  assert.deepEqual(wrong, []);
});
