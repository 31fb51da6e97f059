import { residentialAddress } from '../address.js';
import type { Population } from '../population.js';
import { drawPages, drawPerson } from './people.js';

/** People at home: returning ones and newcomers, each with one address. */
export const visitor: Population = {
  name: 'visitor',
  rhythm: 'people',
  visit: (world, random, country) => {
    const person = drawPerson(world, random, country, 'visitor');
    const { code } = world.countries[country]!;
    return {
      actor: `visitor-${code}-${person}`,
      ip: residentialAddress(country, 1, person),
      country: code,
      pages: drawPages(world, random),
      requests: 3,
    };
  },
};
