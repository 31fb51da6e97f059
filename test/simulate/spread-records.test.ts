import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createEvents } from '../../lib/simulate/events.js';
import { crawler } from '../../lib/simulate/populations/crawler.js';
import { visitor } from '../../lib/simulate/populations/visitor.js';
import { defaultScenario } from '../../lib/simulate/scenario.js';
import { spreadRecords } from '../../lib/simulate/spread-records.js';
import { createWorld } from '../../lib/simulate/world.js';

const spread = (population: typeof visitor, unrest: number) => {
  const world = createWorld({ rows: 100_000, days: 28, seed: 1, scenario: { ...defaultScenario, unrest } });
  const events = createEvents(world);
  return { events, parts: spreadRecords(population, 80_640, world, events) };
};
const sum = (parts: Uint32Array) => parts.reduce((total, part) => total + part, 0);

test('the parts of the slices add up to the records, and a gap gets none', () => {
  const { parts, events } = spread(visitor, 0.2);
  assert.equal(sum(parts), 80_640);
  assert.ok(events.gap.includes(1) && parts.every((part, slice) => part === 0 || events.gap[slice] === 0));
});

test('without unrest a steady population is even; with 0.2 its slices spread by a fifth of their mean', () => {
  const deviation = (unrest: number) => {
    const { parts, events } = spread(crawler, unrest);
    const open = [...parts].filter((_, slice) => events.gap[slice] === 0);
    const mean = 80_640 / open.length;
    return Math.sqrt(open.reduce((total, part) => total + (part - mean) ** 2, 0) / open.length) / mean;
  };
  assert.ok(deviation(0) < 0.03);
  assert.ok(Math.abs(deviation(0.2) - 0.2) < 0.02);
});

test('a crowd triples the people who come, but not the crawlers', () => {
  const { parts, events } = spread(visitor, 0);
  const crowd = events.crowd.indexOf(3);
  assert.ok(crowd > 0 && parts[crowd]! > 2.5 * parts[crowd - 1]!);
  const steady = spread(crawler, 0).parts;
  assert.ok(Math.abs(steady[crowd]! - steady[crowd - 1]!) <= 1);
});
