import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressRange } from '../../lib/load/address-range.js';

const MAPPED = '00000000000000000000ffff';

for (const [cidr, from, to] of [
  ['10.0.0.0/8', `${MAPPED}0a000000`, `${MAPPED}0affffff`],
  [' 10.1.2.3/31 ', `${MAPPED}0a010202`, `${MAPPED}0a010203`],
  ['10.1.2.3/32', `${MAPPED}0a010203`, `${MAPPED}0a010203`],
  ['10.1.2.3', `${MAPPED}0a010203`, `${MAPPED}0a010203`],
  ['0.0.0.0/0', `${MAPPED}00000000`, `${MAPPED}ffffffff`],
  ['2001:db8::/127', `20010db8${'0'.repeat(24)}`, `20010db8${'0'.repeat(23)}1`],
  ['2001:db8::5', `20010db8${'0'.repeat(23)}5`, `20010db8${'0'.repeat(23)}5`],
  ['::/0', '0'.repeat(32), 'f'.repeat(32)],
] as const)
  test(`"${cidr}" is the range of keys from ${from} to ${to}`, () => {
    assert.deepEqual(addressRange(cidr), { from, to });
  });

test('what is neither an address nor a CIDR is refused in one sentence', () => {
  for (const text of ['10.0.0.0/33', '2001:db8::/129', 'me', ''])
    assert.throws(() => addressRange(text), {
      name: 'InputError',
      message: `"${text}" is neither an IP address nor a CIDR such as 10.0.0.0/8; fix or remove it.`,
    });
});
