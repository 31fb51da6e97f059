import { createBucket } from './bucket.js';
import { createCampaigns } from './campaigns.js';
import { drawAttack } from './draw-attack.js';
import { drawCheck } from './draw-check.js';
import { createVisitWriter } from './draw-visit.js';
import { createEvents } from './events.js';
import { checksIn, countChecks, createMonitors } from './monitors.js';
import { observe } from './observer.js';
import type { Population } from './population.js';
import { cdn } from './populations/cdn.js';
import { crawler } from './populations/crawler.js';
import { mobile } from './populations/mobile.js';
import { proxy } from './populations/proxy.js';
import { visitor } from './populations/visitor.js';
import { randomStream } from './random.js';
import type { SimulatedRecord } from './simulated-record.js';
import { SLICE } from './slice.js';
import { sortBySecond } from './sort-by-second.js';
import { spreadRecords } from './spread-records.js';
import { createWorld, type SimulateRecordsOptions } from './world.js';

const populations: readonly Population[] = [visitor, mobile, proxy, crawler, cdn];

/**
 * Simulates records with known attacks. The same options give the same records on every machine.
 *
 * Memory grows with the records of ten minutes and with the attacks, not with all records.
 *
 * @param options `rows`, 20,000 by default; `days`, 28 by default; `seed`, 1 by default; `scenario`
 * @returns a generator that yields the records of ten minutes at a time, in order of creation time
 *
 * @example
 * import { simulateRecords } from './lib/index.js';
 * for (const slice of simulateRecords({ rows: 1000, days: 1 })) console.log(slice.length);
 */
export function* simulateRecords(
  options: SimulateRecordsOptions = {},
): Generator<readonly SimulatedRecord[], void> {
  const world = createWorld(options);
  const events = createEvents(world);
  const moves = createCampaigns(world, events);
  const monitors = createMonitors(world);
  const normal = world.rows - moves.length - countChecks(monitors, events);
  const shares = populations.map(({ name }) => world.scenario.populations[name]?.share ?? 0);
  const total = shares.reduce((sum, share) => sum + share, 0);
  let share = 0;
  let assigned = 0;
  const parts = populations.map((population, p) => {
    share += shares[p]!;
    const records = Math.round((normal * share) / total) - assigned;
    assigned += records;
    return spreadRecords(population, records, world, events);
  });
  const writeVisits = createVisitWriter(world, events);
  let bucket = createBucket();
  let next = 0;
  for (let slice = 0; slice < events.slices; slice++) {
    const following = createBucket();
    const random = randomStream(world.seed, 'slice', slice);
    const until = world.start + (slice + 1) * SLICE;
    for (; next < moves.length && moves[next]!.time < until; next++)
      drawAttack(moves[next]!, world, bucket, random);
    if (!events.gap[slice]) {
      for (const monitor of monitors)
        for (const time of checksIn(monitor, slice)) drawCheck(monitor, time, world, events, bucket, random);
    }
    for (const [p, population] of populations.entries())
      writeVisits(population, parts[p]![slice]!, slice, bucket, following, random);
    const records = sortBySecond(bucket.records, until - SLICE);
    const observer = randomStream(world.seed, 'observer', slice);
    for (const record of records) record.rule = observe(record, world, observer);
    yield records;
    bucket = following;
  }
}
