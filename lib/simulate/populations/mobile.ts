import { residentialAddress } from '../address.js';
import type { Population } from '../population.js';
import { mix } from '../random.js';
import { drawPages, drawPerson } from './people.js';

/** Handsets: their address changes every hour and is shared with others behind the carrier's translation. */
export const mobile: Population = {
  name: 'mobile',
  rhythm: 'people',
  visit: (world, random, country, seconds) => {
    const person = drawPerson(world, random, country, 'mobile');
    const { code } = world.countries[country]!;
    // A quarter as many addresses as regular subscribers: carrier-grade translation, ratio assumed.
    const shared = Math.ceil(world.actors.mobile! / 4);
    return {
      actor: `mobile-${code}-${person}`,
      ip: residentialAddress(country, 2, mix(person, Math.floor(seconds / 3600)) % shared),
      country: code,
      pages: drawPages(world, random),
      requests: 2,
    };
  },
};
