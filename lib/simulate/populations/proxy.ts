import { hostingAddress } from '../address.js';
import type { Population } from '../population.js';

/** Corporate gateways: few addresses, each with the traffic of an office behind it, at office hours. */
export const proxy: Population = {
  name: 'proxy',
  rhythm: 'office',
  visit: (world, random, country) => {
    const gateway = random.below(Math.ceil(world.actors.proxy! * world.countries[country]!.share));
    const { code } = world.countries[country]!;
    return {
      actor: `proxy-${code}-${gateway}`,
      ip: hostingAddress(3, country, gateway),
      country: code,
      pages: random.geometric(3),
      requests: 12,
    };
  },
};
