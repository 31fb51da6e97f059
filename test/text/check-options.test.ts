import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddressList } from '../../lib/enrich/parse-address-list.js';
import { checkOptions } from '../../lib/text/check-options.js';

test('options that exist pass, also of an AbortController, whose signal is no property of its own', () => {
  checkOptions('topAnomalies', {}, ['limit']);
  checkOptions('topAnomalies', { limit: 3 }, ['limit']);
  checkOptions('topAnomalies', new AbortController(), ['limit']);
});

test('an unknown option is named with those that exist, cut and without control characters', () => {
  assert.throws(() => checkOptions('topAnomalies', { top: 3 }, ['limit']), {
    name: 'InputError',
    message: 'topAnomalies has no option "top"; its options are limit.',
  });
  assert.throws(
    () => checkOptions('investigate', { ['x'.repeat(100)]: 1 }, ['now']),
    /"x{40}… \(100 characters\)"/,
  );
});

test('a value in place of options is refused', () => {
  for (const value of [10, 'x', [1]])
    assert.throws(() => checkOptions('topAnomalies', value as object, ['limit']), /are an object/);
});

test('an address list needs a verdict', () => {
  const parse = parseAddressList as (text: string, verdict?: string) => unknown;
  assert.throws(() => parse('192.0.2.0/24'), /parseAddressList\(text, 'allow'\)/);
  assert.throws(() => parse('192.0.2.0/24', 'maybe'), /parseAddressList\(text, 'allow'\)/);
});
