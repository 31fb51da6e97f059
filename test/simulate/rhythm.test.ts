import assert from 'node:assert/strict';
import { test } from 'node:test';
import { activity } from '../../lib/simulate/rhythm.js';
import { of, share } from './simulated.js';

const MONDAY_NOON = Date.parse('2024-04-01T12:00:00Z') / 1000;
const hour = (seconds: number) => Math.floor(seconds / 3600) % 24;
const isWeekend = (seconds: number) => [0, 6].includes(new Date(seconds * 1000).getUTCDay());

test('activity follows local time: Monday noon in UTC is evening nine hours east', () => {
  assert.equal(activity('people', MONDAY_NOON, 0), 70 * 100);
  assert.equal(activity('people', MONDAY_NOON, 9), 96 * 100);
  assert.equal(activity('people', MONDAY_NOON + 1800, 0), 69 * 100);
});

test('the people of a country sleep at their own hours', () => {
  const night = (code: string, hours: readonly number[]) =>
    share(
      of('visitor').filter((record) => record.country === code),
      (record) => hours.includes(hour(record.start)),
    );
  // Two to six in the morning: 8 to 12 UTC in the middle of the US, 17 to 21 UTC in Japan; a sixth would be no rhythm.
  assert.ok(night('US', [8, 9, 10, 11]) < 0.06);
  assert.ok(night('JP', [17, 18, 19, 20]) < 0.06);
  assert.ok(night('JP', [8, 9, 10, 11]) > 0.2);
});

test('offices rest at the weekend, people less so, crawlers never', () => {
  const weekend = (population: string) => share(of(population), (record) => isWeekend(record.start));
  assert.ok(weekend('proxy') < 0.08);
  assert.ok(weekend('visitor') > 0.2 && weekend('visitor') < 0.3);
  assert.ok(Math.abs(weekend('crawler') - 2 / 7) < 0.04);
});
