import assert from 'node:assert/strict';
import { test } from 'node:test';
import { attacks, of, share } from './simulated.js';

const flagged = (record: { readonly rule: number }) => record.rule >= 0;

test('the rule engine catches an attack with chance 0.7 × strength', () => {
  for (const [from, to] of [
    [0, 0.3],
    [0.3, 0.6],
    [0.6, 0.9],
  ] as const) {
    const records = attacks.filter((record) => record.strength >= from && record.strength < to);
    const expected = (0.7 * records.reduce((sum, record) => sum + record.strength, 0)) / records.length;
    assert.ok(
      Math.abs(share(records, flagged) - expected) < 0.06,
      `${from}: ${share(records, flagged)}, ${expected}`,
    );
  }
});

test('it cries wolf at the rate of each population', () => {
  assert.ok(Math.abs(share(of('proxy'), flagged) - 0.02) < 0.006);
  assert.ok(Math.abs(share(of('crawler'), flagged) - 0.03) < 0.009);
  assert.ok(Math.abs(share(of('visitor'), flagged) - 0.002) < 0.001);
});
