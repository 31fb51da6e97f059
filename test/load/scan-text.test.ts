import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_LINE_BYTES, scanText } from '../../lib/load/scan-text.js';
import { written } from './written.js';

const scan = (name: string, text: string | Buffer) => scanText(written(name, text));
const nothing = { utf8: true, returns: false, mixed: false, blanks: false, long: false };

test('a blank line is seen where one piece of the file ends and the next begins', async () => {
  // A piece is 2 MiB.
  const piece = 'x\n'.repeat(MAX_LINE_BYTES / 2);
  assert.deepEqual(await scan('plain.txt', `${piece}y\n`), nothing);
  assert.deepEqual(await scan('blank.txt', `${piece}\ny\n`), { ...nothing, blanks: true });
  assert.deepEqual(await scan('returns.txt', `${piece}\r\ny\n`), {
    ...nothing,
    returns: true,
    mixed: true,
    blanks: true,
  });
});

test('a character is no damage where one piece of the file ends within it', async () => {
  const text = `a\n${'\u00e9'.repeat(MAX_LINE_BYTES / 2 - 2)}\n\u00e9\u00e9\u00e9\n`;
  assert.deepEqual(await scan('letters.txt', `x${text}`), nothing);
  assert.deepEqual(await scan('damaged.txt', Buffer.from('a\n\u00e9\n', 'latin1')), {
    ...nothing,
    utf8: false,
  });
});

test('a line of 2 MiB is no long one, one with a byte more is, wherever it is in the file', async () => {
  const short = 'a\n'.repeat(MAX_LINE_BYTES / 3);
  for (const [i, before] of ['', short].entries()) {
    const line = 'x'.repeat(MAX_LINE_BYTES);
    assert.deepEqual(await scan(`longest-${i}.txt`, `${before}${line}\nend\n`), nothing);
    assert.deepEqual(await scan(`long-${i}.txt`, `${before}${line}x\nend\n`), { ...nothing, long: true });
  }
});
