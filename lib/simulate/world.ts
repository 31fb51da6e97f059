import type { Random } from './random.js';
import { readScenario } from './read-scenario.js';
import { defaultScenario, type Scenario, type Server } from './scenario.js';

/** Number of records without the option `rows`. */
export const DEFAULT_ROWS = 20_000;

/** Options of `simulateRecords`. */
export interface SimulateRecordsOptions {
  /** Number of records, at least 1,000. Default: 20,000. */
  readonly rows?: number;
  /** Length of the simulated time in whole days. Default: 28. */
  readonly days?: number;
  /**
   * Seed, a whole number from 0 to 2^32 - 1; the same options give the same records on every machine.
   * Default: 1.
   */
  readonly seed?: number;
  /** Scenario, or the path of a JSON file with the parts that differ. Default: `defaultScenario`. */
  readonly scenario?: Scenario | string;
}

/** A country, its share of people, and its hours from UTC. */
export interface Country {
  readonly code: string;
  readonly share: number;
  readonly utcOffset: number;
}

/** A scenario at a given size, which all populations and attacks read. */
export interface World extends Required<Omit<SimulateRecordsOptions, 'scenario'>> {
  readonly scenario: Scenario;
  /** First second, since 1970, UTC. */
  readonly start: number;
  readonly countries: readonly Country[];
  /** Number of regular actors of each population. */
  readonly actors: Readonly<Record<string, number>>;
  /** Servers that record every connection; visits that do not fit into a window go there. */
  readonly unwindowed: readonly Server[];
  /** HTTP status and its share; the rest is 200. */
  readonly statuses: readonly (readonly [number, number])[];
  /** Counts people who are seen for the first time. */
  newcomers: number;
}

/** Sets up the world of a scenario for a number of records and days. */
export function createWorld({
  rows = DEFAULT_ROWS,
  days = 28,
  seed = 1,
  scenario: given = defaultScenario,
}: SimulateRecordsOptions): World {
  const scenario = typeof given === 'string' ? readScenario(given) : given;
  return {
    rows,
    days,
    seed,
    scenario,
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

/** Draws one of several items with the probability of its share. */
export function pickByShare<T extends { readonly share: number }>(items: readonly T[], random: Random): T {
  let left = random.uniform();
  for (const item of items) {
    left -= item.share;
    if (left <= 0) return item;
  }
  return items[items.length - 1]!;
}
