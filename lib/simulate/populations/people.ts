import type { Random } from '../random.js';
import type { World } from '../world.js';

/**
 * Draws who comes: somebody known (some far more often than others) or a newcomer. Unique within a country.
 */
export function drawPerson(world: World, random: Random, country: number, population: string): number {
  const known = Math.ceil(world.actors[population]! * world.countries[country]!.share);
  if (!random.chance(world.scenario.returningShare)) return known + world.newcomers++;
  const u = random.uniform();
  return Math.min(known - 1, Math.floor(known * u * u));
}

/** Draws the number of pages of a visit, at most 100. */
export function drawPages(world: World, random: Random): number {
  return Math.min(100, Math.floor(random.pareto(1, world.scenario.visit.pagesIndex)));
}
