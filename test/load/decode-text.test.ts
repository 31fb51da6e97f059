import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { damagedEncoding, decodeText, utf16 } from '../../lib/load/decode-text.js';
import { written } from './written.js';

test('a line break of two characters is one, also where a chunk of the file ends between them', async () => {
  // Files are read in chunks of 64 KiB.
  const long = 'x'.repeat(2 ** 16 - 1);
  const source = written('breaks.txt', `${long}\r\na\rb\r\n\r\nc\r`);
  const target = written('breaks-decoded.txt', '');
  await decodeText(source, 'utf-8', target);
  assert.equal(readFileSync(target, 'utf8'), `${long}\na\nb\n\nc\n`);
});

test('sixteen bytes are enough to see UTF-16 without a mark, fourteen are not', () => {
  const little = (text: string) => Buffer.from(text, 'utf16le');
  assert.equal(utf16(little('src_ip,a')), 'utf-16le');
  assert.equal(utf16(little('src_ip,a').swap16()), 'utf-16be');
  assert.equal(utf16(little('src_ip,')), null);
});

test('a text is damaged UTF-8 if more of its characters are valid than not, else Windows-1252', async () => {
  const encoding = (name: string, ...parts: readonly Buffer[]) =>
    damagedEncoding(written(name, Buffer.concat(parts)));
  const [valid, damaged] = [Buffer.from('\u00e9a', 'utf8'), Buffer.from('\u00e9a', 'latin1')];
  assert.equal(await encoding('more.txt', valid, damaged, valid), 'utf-8');
  assert.equal(await encoding('as-many.txt', valid, damaged), 'windows-1252');
});
