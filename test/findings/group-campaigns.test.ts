import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupCampaigns } from '../../lib/findings/group-campaigns.js';

const groups = (...items: readonly string[]) =>
  groupCampaigns(items, (item) => item.split('')).map((group) => group.join(' '));

test('three values in common that are a tenth of the fewer join two items, and joined items join others', () => {
  assert.deepEqual(groups('abcd', 'bcde', 'xyz', 'cdef'), ['abcd bcde cdef', 'xyz']);
  const of = (count: number, name: string) =>
    Array.from({ length: count }, (_, i) => (i < 3 ? `${i}` : `${name}${i}`));
  const apart = (count: number) =>
    groupCampaigns([of(count, 'a'), of(count, 'b')], (values) => values).length;
  assert.deepEqual([apart(30), apart(31)], [1, 2]);
});

test('of an item with fewer than three values all must be in common', () => {
  assert.deepEqual(groups('ab', 'abc', 'ax', 'a'), ['ab abc ax a']);
  assert.deepEqual(groups('ab', 'ac'), ['ab', 'ac']);
  assert.deepEqual(groups('', ''), ['', '']);
});

test('many items with one and the same value are grouped without comparing each with each', () => {
  const many = Array.from({ length: 20_000 }, (_, i) => `${i}`);
  assert.equal(groupCampaigns(many, () => ['/login']).length, 1);
});
