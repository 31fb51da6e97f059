import assert from 'node:assert/strict';
import { isIPv4, isIPv6 } from 'node:net';
import { test } from 'node:test';
import { assert as check, ipV4, ipV6, property, uniqueArray } from 'fast-check';
import { createPseudonyms } from '../../../lib/load/redact/pseudonyms.js';

const key = new Uint8Array(32).fill(7);

test('the same address has the same mask, other addresses have others, and neighbours stay neighbours', () => {
  const { address } = createPseudonyms(key);
  assert.deepEqual(['198.51.100.7', '198.51.100.9', '203.0.113.7', '198.51.100.7'].map(address), [
    '240.0.0.1',
    '240.0.0.2',
    '240.0.1.1',
    '240.0.0.1',
  ]);
  assert.deepEqual(['2001:db8:1::5', '2001:db8:1:9::6', '2001:db8:2::5'].map(address), [
    '3fff:1:1::1',
    '3fff:1:1::2',
    '3fff:1:2::1',
  ]);
});

test('any number of addresses have masks that are addresses, and no two have the same', () => {
  check(
    property(uniqueArray(ipV4()), uniqueArray(ipV6()), (four, six) => {
      const { address } = createPseudonyms(key);
      const masks = [...four, ...six].map(address);
      assert.equal(new Set(masks).size, masks.length);
      assert.ok(masks.slice(0, four.length).every((mask) => isIPv4(mask) && mask.startsWith('24')));
      assert.ok(masks.slice(four.length).every((mask) => isIPv6(mask) && mask.startsWith('3fff:')));
    }),
  );
});

test('addresses in a text have the masks that they have elsewhere', () => {
  const { address, text } = createPseudonyms(key);
  address('198.51.100.7');
  assert.equal(
    text('198.51.100.7, 203.0.113.7 [2001:DB8:1::5]:443 at 23:00:00, version 1.2.3'),
    '240.0.0.1, 240.0.1.1 [3fff:1:1::1]:443 at 23:00:00, version 1.2.3',
  );
  assert.equal(address('2001:db8:1::5'), '3fff:1:1::1');
});

test('the values of a query are masked alike wherever they stand, under another key otherwise; its names stay', () => {
  const { text } = createPseudonyms(key);
  const masked = text('/find?name=ann&again=ann&other=bo&flag=&token=[masked]');
  const [, name, again, other] =
    /^\/find\?name=(~\w{10})&again=(~\w{10})&other=(~\w{10})&flag=&token=\[masked\]$/.exec(masked) ?? [];
  assert.ok(name && name === again && name !== other, masked);
  assert.ok(text('https://a.example/?name=ann').endsWith(`?name=${name}`));
  assert.match(text('/find?12345'), /^\/find\?~\w{10}$/);
  assert.notEqual(
    createPseudonyms(new Uint8Array(32)).text('/find?name=ann&again=ann&other=bo&flag=&token=[masked]'),
    masked,
  );
});
