import { hostingAddress } from '../address.js';
import type { Population } from '../population.js';
import { mix } from '../random.js';

/** Search engines: long even walks at all hours, from a handful of addresses each. */
export const crawler: Population = {
  name: 'crawler',
  rhythm: 'steady',
  visit: (world, random) => {
    const engine = random.below(world.actors.crawler!);
    return {
      actor: `crawler-${engine}`,
      ip: hostingAddress(4, engine, random.below(4)),
      country: world.countries[mix(4, engine) % world.countries.length]!.code,
      pages: random.geometric(6),
      requests: 1,
      // A crawl delay of 2 to 9 seconds, its own for each engine; assumed.
      pause: 2 + (mix(5, engine) % 8),
    };
  },
};
