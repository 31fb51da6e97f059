import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createAsciiWriter } from '../../lib/simulate/ascii-writer.js';

const ascii = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');

test('whole numbers are written as JavaScript writes them, up to 2^53 - 1', () => {
  const out = createAsciiWriter();
  fc.assert(
    fc.property(fc.oneof(fc.maxSafeNat(), fc.nat(2000)), (value) => {
      out.whole(value);
      assert.equal(ascii(out.take()), String(value));
    }),
  );
  out.whole(Number.MAX_SAFE_INTEGER);
  assert.equal(ascii(out.take()), '9007199254740991');
});

test('the block grows, and each take begins anew', () => {
  const out = createAsciiWriter();
  for (let i = 0; i < 50_000; i++) out.text('0123456789');
  assert.equal(ascii(out.take()), '0123456789'.repeat(50_000));
  out.text('next');
  assert.equal(ascii(out.take()), 'next');
});
