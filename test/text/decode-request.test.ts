import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeQuery, decodeRequest } from '../../lib/text/decode-request.js';

test('requests are decoded up to three times', () => {
  assert.equal(decodeRequest('/%25252e/%3C'), '/./<');
  assert.equal(decodeRequest('/%2525252e'), '/%2e');
});

test('a plus is a space in the query, not in the path', () => {
  assert.equal(decodeRequest('/a+b?c+d%2Be'), '/a+b?c d e');
  assert.equal(decodeQuery('q=a+b%27'), "q=a b'");
});

test('bytes are UTF-8 with its overlong forms, else Latin-1', () => {
  assert.equal(decodeRequest('/%C3%B1%f1'), '/ññ');
  assert.equal(decodeRequest('/%C0%AE%c0%af%c1%9c%e0%80%ae%f0%80%80%af%c0%2f%c1%1c'), '/./\\./' + '/\\');
  assert.equal(decodeRequest('/%fe%c3%28'), '/þã(');
});

test('%u0041, HTML entities, escapes and full-width letters are decoded', () => {
  assert.equal(decodeRequest('/?q=%u0027%u003c'), "/?q='<");
  assert.equal(decodeRequest('/?q=&lt;&#x3c;&#60&#0000039;&colon;&lpar;'), "/?q=<<<':(");
  assert.equal(decodeRequest('/?a=1&lt=5&gt=6&copy=2'), '/?a=1&lt=5&gt=6&copy=2');
  assert.equal(decodeRequest('/?q=\\x22\\u0027\\u{3c}'), '/?q="\'<');
  assert.equal(decodeRequest('/?q=%EF%BC%9Cscript%EF%BC%9E'), '/?q=<script>');
});

test('SQL comments are spaces, and what MySQL executes inside of them is kept', () => {
  assert.equal(decodeRequest('/?q=UNION/**/SELECT/*x*/1'), '/?q=union select 1');
  assert.equal(decodeRequest('/?q=1/*!50000UNION*//*!SELECT*/1'), '/?q=1 union select 1');
  assert.equal(decodeRequest('/?q=1/*!50000union/*a*/select*/*/'), '/?q=1 union select */');
  assert.equal(decodeRequest('/a/*'), '/a/*');
});

test('each run of white space is one space, and NUL is removed', () => {
  assert.equal(decodeRequest('/?q=a%09%0a%0d%0B%a0b%00c'), '/?q=a bc');
});

test('text of any length and content is decoded in linear time to at most 16,384 characters', () => {
  for (const part of ['%', '%25', '&', '/*', '/*!', '*/', '\\', '&#', '%c0', '+', '%u', '\u0130']) {
    const text = `?${part.repeat(40_000 / part.length)}`;
    const started = process.hrtime.bigint();
    assert.ok(decodeRequest(text).length <= 16_384);
    const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
    assert.ok(milliseconds < 100, `${part}: ${milliseconds} ms`);
  }
});

test('decoding never throws, and changes nothing in a text that is decoded', () => {
  const part = fc.constantFrom(
    ..."%25c0aefu?&#<xl;t\\/*!5+ \0'0％".split(''),
    '&lt;',
    '/*',
    '*/',
    'Ñ',
    '\u{1f600}',
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 40 }), (parts) => {
      let text = parts.join('');
      for (let i = 0; i < 20; i++) text = decodeRequest(text);
      assert.equal(decodeRequest(text), text);
    }),
    { numRuns: 5000 },
  );
});

test('a text that is encoded one to three times is decoded in one call', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 2 }), (text, times) => {
      let encoded = encodeURIComponent(text);
      for (let i = 0; i < times; i++) encoded = encodeURIComponent(encoded);
      const plain = text.replaceAll(/[%+&\\\0/*]/g, '_');
      assert.equal(decodeRequest(encodeURIComponent(plain)), plain.replaceAll(/\s+/g, ' ').toLowerCase());
      assert.doesNotThrow(() => decodeRequest(encoded));
    }),
  );
});
