import type { Events } from './events.js';
import type { Population } from './population.js';
import { randomStream } from './random.js';
import { activity } from './rhythm.js';
import { SLICE } from './slice.js';
import type { World } from './world.js';

/**
 * Spreads a population's records over the slices by its rhythm, the events and some unrest.
 *
 * @param records number to spread; the parts add up to it exactly
 * @returns number of records of each slice
 */
export function spreadRecords(
  population: Population,
  records: number,
  world: World,
  events: Events,
): Uint32Array {
  const random = randomStream(world.seed, 'unrest', ...Array.from(population.name, (c) => c.charCodeAt(0)));
  const { unrest } = world.scenario;
  const upTo = new Float64Array(events.slices);
  let sum = 0;
  for (let slice = 0; slice < events.slices; slice++) {
    const seconds = world.start + slice * SLICE;
    let weight = 0;
    for (const country of world.countries)
      weight += country.share * activity(population.rhythm, seconds, country.utcOffset);
    const luck = Math.max(0.1, 1 + unrest * random.normal());
    const crowd = population.rhythm === 'people' ? events.crowd[slice]! : 1;
    if (!events.gap[slice]) sum += weight * luck * crowd;
    upTo[slice] = sum;
  }
  const parts = new Uint32Array(events.slices);
  let before = 0;
  for (let slice = 0; slice < events.slices; slice++) {
    const now = Math.round((upTo[slice]! / sum) * records);
    parts[slice] = now - before;
    before = now;
  }
  return parts;
}
