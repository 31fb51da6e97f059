import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assert as check, constantFrom, ipV4, ipV6, property, string } from 'fast-check';
import { canonicalAddress, maskAddresses } from '../../../lib/load/redact/mask-addresses.js';

const KNOWN = ['203.0.113.9', '2001:db8:7::9'];
/** Masks that show what was found. */
const masking = { isKnown: (ip: string) => KNOWN.includes(ip), address: (ip: string) => `<${ip}>` };
const masked = (text: string) => maskAddresses(text, masking);

const cases: readonly (readonly [string, string])[] = [
  ['/to/198.51.100.7/x', '/to/<198.51.100.7>/x'],
  ['/to/198%2E51%2e100.7', '/to/<198.51.100.7>'],
  ['/to/198%252E51%252E100%252E7', '/to/<198.51.100.7>'],
  ['/to/%31%39%38.51.100.7', '/to/<198.51.100.7>'],
  ['/a%20198.51.100.7', '/a%20<198.51.100.7>'],
  ['/a%202001:db8::1', '/a%20<2001:db8::1>'],
  ['http://[2001:DB8::1]:443/', 'http://[<2001:db8::1>]:443/'],
  ['http://%5B2001%3Adb8%3A%3A1%5D/', 'http://[<2001:db8::1>]/'],
  ['::ffff:198.51.100.7', '<198.51.100.7>'],
  ['::ffff:c633:6407', '<198.51.100.7>'],
  ['2001:0db8:0:0::0001', '<2001:db8::1>'],
  ['Date:2001:db8::1', 'Date:<2001:db8::1>'],
  ['at 23:00:198.51.100.7', 'at 23:00:<198.51.100.7>'],
  ['255.255.255.255 256.1.1.1', '<255.255.255.255> 256.1.1.1'],
  ['198.51.100.7:8080, 198.051.100.007', '<198.51.100.7>:8080, <198.51.100.7>'],
  ['5.203.0.113.9', '5.<203.0.113.9>'],
  ['ec2-203-0-113-9.example.com', 'ec2-<203-0-113-9>.example.com'],
  ['x2001:db8:7::9z', 'x<2001:db8:7::9>z'],
];
for (const [text, expected] of cases)
  test(`addresses are masked in ${text}`, () => assert.equal(masked(text), expected));

test('what is no address stays, in the very spelling', () => {
  for (const text of [
    'version 1.2.3',
    '1.2.3.4.5',
    '300.1.1.1',
    '23:00:00',
    '00:1b:44:11:3a:b7',
    'std::abs(x)',
    '2024-04-25-12',
    '/%41bc%2Fd',
    ':::::',
    '',
  ])
    assert.equal(masked(text), text);
});

test('a version of a product stays in a user agent, unless it is an address of the traffic', () => {
  const agent = (text: string) => maskAddresses(text, { ...masking, versions: true });
  assert.equal(agent('Chrome/120.0.0.0 Edg/v1.2.3.4'), 'Chrome/120.0.0.0 Edg/v1.2.3.4');
  assert.equal(agent('Scan/203.0.113.9 198.51.100.7'), 'Scan/<203.0.113.9> <198.51.100.7>');
  assert.equal(masked('/host/120.0.0.0'), '/host/<120.0.0.0>');
});

const percent = (text: string) =>
  text.replace(/[.:]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
const spellings = constantFrom(
  (ip: string) => ip,
  percent,
  (ip: string) => percent(percent(ip)).replaceAll('%', '%25'),
  (ip: string) => `[${ip}]:443`,
  (ip: string) => ip.toUpperCase(),
);

test('whatever is written around it, an address of the traffic is not left, and hostile texts end', () => {
  check(
    property(ipV4(), string(), string(), spellings, (ip, before, after, spell) => {
      const text = `${before} ${spell(ip)} ${after}`;
      const out = maskAddresses(text, { isKnown: (one) => one === ip, address: () => 'MASK' });
      assert.ok(out.includes('MASK') && !out.includes(` ${spell(ip)} `), out);
    }),
  );
  check(
    property(ipV6(), string(), string(), spellings, (ip, before, after, spell) => {
      const canonical = canonicalAddress(ip);
      const out = maskAddresses(`${before} ${spell(ip)} ${after}`, {
        isKnown: (one) => one === canonical,
        address: () => 'MASK',
      });
      assert.ok(out.includes('MASK'), out);
    }),
  );
  for (const hostile of [':', '1.', '%25', '1-'])
    assert.equal(masked(hostile.repeat(20_000)), hostile.repeat(20_000));
  assert.match(masked('a:'.repeat(20_000)), /^(?:<a:a:a:a:a:a:a:a>:(?:a:){0,2})+$/);
});
