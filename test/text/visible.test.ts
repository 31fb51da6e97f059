import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visible } from '../../lib/text/visible.js';

test('what no page and no XML can show is written as an escape, every other character as it is', () => {
  assert.equal(visible('a\ufeffb\ufffec\uffffd\u202ee\0'), 'a\\ufeffb\\ufffec\\uffffd\\u202ee\\u0000');
  assert.equal(visible('Grüße 𝒳 日本'), 'Grüße 𝒳 日本');
  // XML 1.0, production Char: nothing else is left for a workbook to refuse.
  const char = /^[\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]*$/u;
  for (let code = 0; code <= 0x10ffff; code++)
    assert.ok(char.test(visible(String.fromCodePoint(code))), code.toString(16));
});
