import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { plain } from '../../lib/charts/plain.js';

test('plain makes tags, entities and template variables text', () => {
  assert.equal(plain('<b>a & b</b>'), '&lt;b&gt;a &amp; b&lt;/b&gt;');
  assert.equal(plain('&lt;'), '&amp;lt;');
  assert.equal(plain('%{customdata}'), '%\u2060{customdata}');
  assert.equal(plain('a\u202eb'), 'a\\u202eb');
});

test('plain leaves no tag and no template variable in any text', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('<', '>', '&', '%', '{', '}', 'b', '/', ' ', '\u0000') }),
      (text) => {
        assert.doesNotMatch(plain(text), /[<>]|%\{|&(?!(amp|lt|gt);)/);
      },
    ),
  );
});
