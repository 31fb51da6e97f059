import { randomStream } from './random.js';
import { SLICE } from './slice.js';
import type { World } from './world.js';

/** What happens in each slice of the simulated time beside the rhythm. */
export interface Events {
  readonly slices: number;
  /** 1 where the capture was down: no records, which is not the same as no traffic. */
  readonly gap: Uint8Array;
  /** Factor on people's traffic: a crowd after a mention in the news. */
  readonly crowd: Float64Array;
  /** By server: the status that breaks answers (503 in an outage, 502 at a deploy), or 0. */
  readonly failing: ReadonlyMap<string, Uint16Array>;
}

/** Draws the capture gaps, outages, deploys and crowds of a world. */
export function createEvents(world: World): Events {
  const { events, servers } = world.scenario;
  const slices = (world.days * 86400) / SLICE;
  const random = randomStream(world.seed, 'events');
  const gap = new Uint8Array(slices);
  const crowd = new Float64Array(slices).fill(1);
  const failing = new Map(servers.map((server) => [server.name, new Uint16Array(slices)]));
  const times = (perMonth: number) => Math.round((perMonth * world.days) / 28);
  const stretch = (seconds: number, apply: (slice: number) => void) => {
    const from = random.below(slices);
    const length = Math.max(1, Math.round((seconds * (0.5 + random.uniform())) / SLICE));
    for (let slice = from; slice < Math.min(slices, from + length); slice++) apply(slice);
  };
  for (let i = times(events.gaps); i > 0; i--) stretch(events.gapHours * 3600, (slice) => (gap[slice] = 1));
  for (let i = times(events.crowds); i > 0; i--)
    stretch(events.crowdHours * 3600, (slice) => (crowd[slice] = events.crowdFactor));
  for (let i = times(events.outages); i > 0; i--) {
    const server = failing.get(random.pick(servers).name)!;
    stretch(events.outageMinutes * 60, (slice) => (server[slice] = 503));
  }
  for (let i = times(events.deploys); i > 0; i--) {
    const server = failing.get(random.pick(servers).name)!;
    stretch(SLICE, (slice) => (server[slice] = 502));
  }
  // A world needs a first record: the capture runs when it begins.
  gap[0] = 0;
  return { slices, gap, crowd, failing };
}
