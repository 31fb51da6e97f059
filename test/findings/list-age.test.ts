import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listAge } from '../../lib/findings/list-age.js';
import { leads } from '../../lib/findings/order-findings.js';
import { madeFinding } from './made-finding.js';

const span = { from: new Date('2024-04-01T00:00:00Z'), to: new Date('2024-04-30T00:00:00Z') };
const list = (date: string) => `listed as gateway (a) on ${date}`;

test('a list within 180 days of the records is near enough; beyond, its distance is from the nearer end', () => {
  assert.equal(listAge([list('2024-04-15')], span), null);
  assert.equal(listAge([list('2024-10-27')], span), null);
  assert.equal(listAge([list('2024-10-28')], span), 181);
  assert.equal(listAge([list('2023-10-04')], span), null);
  assert.equal(listAge([list('2023-10-03')], span), -181);
  assert.equal(listAge([list('2024-04-15'), list('2025-12-23')], span), 602);
});

test('lists without a date are near enough', () => {
  assert.equal(listAge([], span), null);
  assert.equal(listAge(['listed as gateway (a)', 'listed as gateway (a) on 2024-99-99'], span), null);
});

test('a list leads unless it is of VPNs or far from the records in time', () => {
  const known = (numbers: Readonly<Record<string, number | string>>) =>
    leads(madeFinding({ kind: 'known network', evidence: { numbers, tables: [], sql: '' } }));
  assert.equal(known({ list: 'gateway' }), true);
  assert.equal(known({ list: 'vpn' }), false);
  assert.equal(known({ list: 'gateway', daysYounger: -181 }), false);
  assert.equal(leads(madeFinding()), false);
});
