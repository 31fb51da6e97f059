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

const BZIP2 = Buffer.from(
  'QlpoOTFBWSZTWRRg/DIAAAHRgAAQQAAiZZQAIAAxANNNBAaGQgKY5yK3D3i7kinChICjB+GQ',
  'base64',
);
const XZ = Buffer.from(
  '/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAOYSBsaW5lCmFub3RoZXIKAADZCtcrOeBWNQABJw/fGvxqH7bzfQEAAAAABFla',
  'base64',
);

for (const [method, packed] of [
  ['bzip2', BZIP2],
  ['xz', XZ],
] as const)
  test(`${method}: streams one after another are read, cut and damaged ones are named`, async () => {
    const unpacked = async (bytes: Buffer) => {
      const target = written('unpacked', '');
      await decompress({ displayName: 'a', path: written('packed', bytes) }, method, target);
      return readFileSync(target, 'utf8');
    };
    assert.equal(compression(packed), method);
    assert.equal(await unpacked(packed), 'a line\nanother\n');
    assert.equal(await unpacked(Buffer.concat([packed, packed])), 'a line\nanother\n'.repeat(2));
    await assert.rejects(unpacked(packed.subarray(0, -12)), {
      name: 'InputError',
      message: /ends too early/,
    });
    const damaged = Buffer.from(packed);
    damaged[30]! ^= 0xff;
    await assert.rejects(unpacked(damaged), { name: 'InputError' });
  });
