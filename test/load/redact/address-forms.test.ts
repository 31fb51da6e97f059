import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as check, constantFrom, ipV4, ipV6, oneof, property } from 'fast-check';
import {
  canonicalAddress,
  MAY_HOLD_ADDRESS,
  maskAddresses,
} from '../../../lib/load/redact/mask-addresses.js';
import { maskTyped } from '../../../lib/load/redact/mask-typed.js';
import { normalText } from '../../../lib/load/redact/normal-text.js';
import { createPseudonyms } from '../../../lib/load/redact/pseudonyms.js';
import { addressForms, tracesOf } from './address-forms.js';

const contexts = constantFrom(
  (form: string) => form,
  (form: string) => `/a/${form}/b`,
  (form: string) => `seen ${form}, and more`,
  (form: string) => `https://${form}/x?a=1`,
  (form: string) => `{"ip":"${form}"}`,
  (form: string) => `/a%20${form}%2Fb`,
  (form: string) => `/a%20b%26${form}%3Cx`,
  (form: string) => `x_${form}_y`,
  (form: string) => `a-b-${form}`,
  (form: string) => `1.2.3.4, ${form}, 5`,
  (form: string) => `${form}\u200b ${form}`,
);
/** Fewer than four numbers are taken for a version where the last one is no larger than a byte. */
const isShort = (ip: string, name: string) =>
  (name === 'three parts' && /\.0\.\d+$/.test(ip)) || (name === 'two parts' && /\.0\.0\.\d+$/.test(ip));

test('an address of the traffic is masked in every form, whatever stands around it', () => {
  const used = oneof(ipV4(), ipV6())
    .map((ip) => canonicalAddress(ip) ?? ip)
    // What begins with zeros is a number that is too short to tell.
    .filter((ip) => !/^(?:0\.|::)/.test(ip));
  check(
    property(used, contexts, (ip, around) => {
      const masks = createPseudonyms(new Uint8Array(32));
      masks.address(ip);
      for (const [name, form] of Object.entries(addressForms(ip))) {
        if (isShort(ip, name)) continue;
        const text = around(form);
        const masked = masks.text(text);
        assert.match(text, new RegExp(MAY_HOLD_ADDRESS), name);
        assert.notEqual(masked, text, name);
        const traces = tracesOf(ip).filter((trace) => trace.length > 6 && text.toLowerCase().includes(trace));
        for (const shown of [masked, normalText(masked) ?? ''])
          for (const trace of traces)
            assert.ok(!shown.toLowerCase().includes(trace), `${name}: ${trace} in ${masked}`);
      }
    }),
    { numRuns: 60, seed: 11 },
  );
});

test('the mask is written in the form of the address', () => {
  const masks = createPseudonyms(new Uint8Array(32));
  masks.address('203.0.113.77');
  masks.address('2001:db8:7::9');
  for (const [text, masked] of [
    ['/3405803853', '/4026531841'],
    ['/0xCB00714D', '/0xf0000001'],
    ['cb00714d.example', 'f0000001.example'],
    ['031300070515', '036000000001'],
    ['203000113077', '240000000001'],
    ['0313.0.0161.0115', '240.0.0.1'],
    ['77.113.0.203.in-addr.arpa', '1.0.0.240.in-addr.arpa'],
    ['77-113-0-203.example', '1-0-0-240.example'],
    ['ip-203-0-113-77', 'ip-240-0-0-1'],
    ['2001-db8-7--9.ipv6-literal.net', '3fff-1-1--1.ipv6-literal.net'],
    ['20010db8000700000000000000000009', '3fff0001000100000000000000000001'],
    ['2001:db8:7::9:2001:db8:7::9', '3fff:1:1::1:3fff:1:1::1'],
    ['\ufeff203.0.113.77', '\ufeff240.0.0.1'],
    ['203\u200b.0.113.77%20x', '240.0.0.1 x'],
  ] as const)
    assert.equal(masks.text(text), masked);
});

test('what may be an address stays where the traffic has no such address', () => {
  const none = { isKnown: () => false, address: () => 'MASK' };
  for (const text of [
    ...[
      'HTTP/1.1',
      'GET',
      '6',
      'TCP',
      'PRI * HTTP/2.0',
      'version 1.2.3',
      'cb00714d',
      '3405803853',
      '031300070515',
    ],
    ...['203000113077', '203-0-113-77', '0xcb00714d', '203.0.29005', '20010db8000700000000000000000009'],
    ...[
      '5f4dcc3b5aa765d61d8327deb882cf99',
      '123e4567-e89b-12d3-a456-426614174000',
      'W/"5e1c-16f2a"',
      'a--b__c',
    ],
    ...['/static/js/main.8f3b2c1d.chunk.js', 'TmV2ZXIgZ29ubmE', 'Grüße aus Köln', '2024-04-25T10:00:00.000Z'],
  ])
    assert.equal(maskAddresses(text, none), text);
});

test('a text in more layers of encoding than anybody reads is masked as a whole', () => {
  let text = '203.0.113.77';
  for (let layer = 0; layer < 60; layer++)
    text =
      layer % 2
        ? text.replace(/[&\\]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`)
        : text.replace(/[.\\]/g, (c) => `&#${c.charCodeAt(0)};`);
  assert.equal(maskAddresses(text, { isKnown: () => false, address: () => 'MASK' }), '[masked]');
});

test('a title is masked before anything is known of the traffic; dates in it stay', () => {
  assert.equal(
    maskTyped('Scans by 203.0.113.77, ip-203-0-113-77 and cb00714d on 2024-04-25 (20240425, 1714003200)'),
    'Scans by [masked], ip-[masked] and [masked] on 2024-04-25 (20240425, 1714003200)',
  );
});
