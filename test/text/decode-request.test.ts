import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeRequest } from '../../lib/text/decode-request.js';

test('requests are decoded up to three times, overlong UTF-8 included', () => {
  assert.equal(decodeRequest('/%25252e/%C0%AE%c0%af?a+b+%3C&lt;'), '/./.' + '/?a b <<');
  assert.equal(decodeRequest('/a+b'), '/a+b');
});
