import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_LINE_BYTES, scanText } from '../../lib/load/scan-text.js';
import { written } from './written.js';

const scan = (name: string, text: string | Buffer) => scanText(written(name, text), name);
const nothing = { utf8: true, returns: false, blanks: false };

test('a blank line is seen where one piece of the file ends and the next begins', async () => {
  // A piece is 2 MiB.
  const piece = 'x\n'.repeat(MAX_LINE_BYTES / 2);
  assert.deepEqual(await scan('plain.txt', `${piece}y\n`), nothing);
  assert.deepEqual(await scan('blank.txt', `${piece}\ny\n`), { ...nothing, blanks: true });
  assert.deepEqual(await scan('returns.txt', `${piece}\r\ny\n`), { utf8: true, returns: true, blanks: true });
});

test('a character is no damage where one piece of the file ends within it', async () => {
  const text = `a\n${'\u00e9'.repeat(MAX_LINE_BYTES / 2 - 2)}\n\u00e9\u00e9\u00e9\n`;
  assert.deepEqual(await scan('letters.txt', `x${text}`), nothing);
  assert.deepEqual(await scan('damaged.txt', Buffer.from('a\n\u00e9\n', 'latin1')), {
    ...nothing,
    utf8: false,
  });
});

test('a file of one line of 2 MiB is read, a longer one is refused', async () => {
  assert.deepEqual(await scan('longest.txt', 'x'.repeat(MAX_LINE_BYTES)), nothing);
  await assert.rejects(scan('long.txt', 'x'.repeat(MAX_LINE_BYTES + 1)), {
    name: 'InputError',
    message: /^long\.txt: a line is longer than 2 MiB/,
  });
});
