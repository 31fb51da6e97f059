import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { compression, decompress } from '../../lib/load/decompress.js';
import { written } from './written.js';

test('a small file may grow more than 200-fold', async () => {
  const packed = gzipSync(Buffer.alloc(1_000_000));
  assert.ok(packed.length < 1_000_000 / 200, `${packed.length}`);
  const target = written('grown', '');
  await decompress({ displayName: 'a.gz', path: written('a.gz', packed) }, 'gzip', target);
  assert.equal(readFileSync(target).length, 1_000_000);
});

test('both bytes of a signature count', () => {
  const of = (hex: string) => compression(Buffer.from(hex, 'hex'));
  assert.deepEqual(['1f8b', '1f8c', '1e8b', '28b52ffd', '28b52ffe', '28b52f', ''].map(of), [
    'gzip',
    null,
    null,
    'zstd',
    null,
    null,
    null,
  ]);
});
