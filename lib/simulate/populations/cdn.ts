import { hostingAddress } from '../address.js';
import type { Population } from '../population.js';
import { mix } from '../random.js';

/**
 * Edges of content networks, which fetch on behalf of many people: few addresses, many requests, large
 * answers.
 */
export const cdn: Population = {
  name: 'cdn',
  rhythm: 'people',
  visit: (world, random) => {
    const edge = random.below(world.actors.cdn!);
    return {
      actor: `cdn-${edge}`,
      ip: hostingAddress(5, edge),
      country: world.countries[mix(6, edge) % world.countries.length]!.code,
      pages: random.geometric(3),
      requests: 30,
      volume: 2,
    };
  },
};
