import type { Random } from './random.js';
import type { Rhythm } from './rhythm.js';
import type { World } from './world.js';

/** One client's stay: some pages, with pauses, at one server. */
export interface Visit {
  readonly actor: string;
  /** IPv4 address as a number. */
  readonly ip: number;
  readonly country: string;
  readonly pages: number;
  /** Mean number of requests for one page. */
  readonly requests: number;
  /** Seconds between pages where they are even, as a machine's; people's are heavy-tailed. */
  readonly pause?: number;
  /** Multiplies the size of answers. */
  readonly volume?: number;
}

/** A kind of normal client. */
export interface Population {
  readonly name: string;
  readonly rhythm: Rhythm;
  /**
   * Draws a visit that begins at a moment.
   *
   * @param country position in `world.countries`, drawn by who is awake
   * @param seconds since 1970, UTC
   */
  visit(world: World, random: Random, country: number, seconds: number): Visit;
}
