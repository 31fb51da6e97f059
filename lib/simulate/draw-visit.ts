import { blankRecord } from './blank-record.js';
import type { Bucket } from './bucket.js';
import type { Events } from './events.js';
import { fillExchange } from './exchange.js';
import type { Population } from './population.js';
import type { Random } from './random.js';
import { activity } from './rhythm.js';
import type { Server } from './scenario.js';
import { SLICE } from './slice.js';
import { pickByShare, type World } from './world.js';

/** Visits without a free window before a server without windows is chosen instead. */
const TRIES = 8;

/** Draws visits of a population into a slice until it has the number of records. */
export type VisitWriter = (
  population: Population,
  records: number,
  slice: number,
  bucket: Bucket,
  following: Bucket,
  random: Random,
) => void;

/** Creates a visit writer. Records of a visit after the slice go into the following one. */
export function createVisitWriter(world: World, events: Events): VisitWriter {
  const { visit: habits, servers } = world.scenario;

  /** Draws one visit and returns the number of its records. */
  const writeVisit = (
    population: Population,
    country: number,
    server: Server,
    limit: number,
    slice: number,
    bucket: Bucket,
    following: Bucket,
    random: Random,
  ): number => {
    const from = world.start + slice * SLICE;
    const isLast = slice + 1 >= events.slices || events.gap[slice + 1] === 1;
    const first = from + random.below(SLICE);
    const visit = population.visit(world, random, country, first);
    let time = first;
    let count = 0;
    for (let page = 0; page < visit.pages && count < limit; ) {
      const window = server.window ? time - (time % server.window) : 0;
      let requests = 0;
      const at = time;
      do {
        requests += random.geometric(visit.requests);
        page++;
        time += Math.min(1800, Math.floor(visit.pause ?? random.pareto(habits.pauseMin, habits.pauseIndex)));
      } while (server.window && page < visit.pages && time < window + server.window);
      const late = at - from >= SLICE;
      if (late && (isLast || at - from >= 2 * SLICE)) break;
      const record = blankRecord(server, at, visit.ip, visit.country, population.name, visit.actor);
      fillExchange(record, world, random, requests, visit.volume);
      const failing = events.failing.get(server.name)![late ? slice + 1 : slice]!;
      if (failing && random.chance(failing === 503 ? 0.95 : 0.2)) {
        record.status = failing;
        record.protocol = server.protocol;
        record.port = server.port;
        record.bytesOut = requests * 310;
      }
      if (!(late ? following : bucket).add(record)) break;
      count++;
    }
    return count;
  };

  return (population, records, slice, bucket, following, random) => {
    const seconds = world.start + slice * SLICE;
    const awake = world.countries.map(
      ({ share, utcOffset }) => share * activity(population.rhythm, seconds, utcOffset),
    );
    const all = awake.reduce((sum, weight) => sum + weight, 0);
    const shares = awake.map((weight, index) => ({ index, share: weight / all }));
    for (let left = records, fails = 0; left > 0; ) {
      const server = fails < TRIES ? pickByShare(servers, random) : random.pick(world.unwindowed);
      const country = pickByShare(shares, random).index;
      const count = writeVisit(population, country, server, left, slice, bucket, following, random);
      left -= count;
      fails = count ? 0 : fails + 1;
    }
  };
}
