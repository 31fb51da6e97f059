import type { Random } from './random.js';
import type { Scenario, Server } from './scenario.js';

/** What is asked of a simulation. */
export interface SimulateRecordsOptions {
  readonly rows: number;
  readonly days: number;
  readonly seed: number;
  readonly scenario: Scenario;
}

/** A country's place in the world. */
export interface Country {
  readonly code: string;
  readonly share: number;
  readonly utcOffset: number;
}

/** A scenario at a given size: what all populations and attacks look at. */
export interface World extends SimulateRecordsOptions {
  /** First second, since 1970, UTC. */
  readonly start: number;
  readonly countries: readonly Country[];
  /** Number of regular actors of each population. */
  readonly actors: Readonly<Record<string, number>>;
  /** Servers that record every connection; what does not fit into a window goes there. */
  readonly unwindowed: readonly Server[];
  /** HTTP status and its share; the rest is 200. */
  readonly statuses: readonly (readonly [number, number])[];
  /** Counts people who are seen for the first time. */
  newcomers: number;
}

/** Sets up the world of a scenario for a number of records and days. */
export function createWorld(options: SimulateRecordsOptions): World {
  const { scenario, rows } = options;
  return {
    ...options,
    start: Date.parse(scenario.start) / 1000,
    countries: Object.entries(scenario.countries).map(([code, country]) => ({ code, ...country })),
    actors: Object.fromEntries(
      Object.entries(scenario.populations).map(([name, { share, recordsPerActor }]) => [
        name,
        recordsPerActor ? Math.max(3, Math.round((rows * share) / recordsPerActor)) : 0,
      ]),
    ),
    unwindowed: scenario.servers.filter((server) => server.window === 0),
    statuses: Object.entries(scenario.status).map(([code, share]) => [Number(code), share]),
    newcomers: 0,
  };
}

/** Draws one of several things with shares, by the order they stand in. */
export function pickByShare<T extends { readonly share: number }>(things: readonly T[], random: Random): T {
  let left = random.uniform();
  for (const thing of things) {
    left -= thing.share;
    if (left <= 0) return thing;
  }
  return things[things.length - 1]!;
}
