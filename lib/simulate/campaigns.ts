import type { AttackKind } from './attack-kind.js';
import { attackKinds } from './attacks/kinds.js';
import type { Events } from './events.js';
import { type Random, randomStream } from './random.js';
import type { Server } from './scenario.js';
import { SLICE } from './slice.js';
import { pickByShare, type World } from './world.js';

/** One attack of one actor. */
export interface Campaign {
  readonly kind: AttackKind;
  readonly number: number;
  readonly strength: number;
  readonly server: Server;
  readonly pause: number;
  readonly residential: boolean;
  /** Whether the sources are neighbours in one subnet. */
  readonly together: boolean;
}

/** One record of a campaign before it is drawn: when, whose, from which of its sources. */
export interface Move {
  /** Seconds since 1970, UTC. */
  readonly time: number;
  readonly campaign: Campaign;
  readonly source: number;
  readonly index: number;
}

/** Times at which one source of a campaign shows up in the records, gaps in the capture left out. */
function sourceTimes(
  campaign: Campaign,
  jitter: number,
  first: number,
  count: number,
  world: World,
  events: Events,
  random: Random,
): number[] {
  const { window } = campaign.server;
  const end = world.days * 86400;
  const times: number[] = [];
  let time = first + random.uniform() * campaign.pause;
  let taken = -1;
  while (times.length < count && time < end) {
    // A window is one record, however many requests it sums up.
    if (window && Math.floor(time / window) <= taken) time = (taken + 1) * window;
    if (time >= end) break;
    if (!events.gap[Math.floor(time / SLICE)]) times.push(time);
    if (window) taken = Math.floor(time / window);
    time += campaign.pause * (1 + jitter * (2 * random.uniform() - 1));
  }
  return times;
}

/**
 * Draws the attacks of a world and when each of their records falls, in order of time.
 *
 * Each kind gets campaigns of evenly spread strengths, more of them (and longer ones) the more rows there
 * are; a weak campaign has few records. The records are the scenario's share of all: somewhat fewer where
 * time runs out, somewhat more (at most 5 %) where even two records a campaign are too many.
 */
export function createCampaigns(world: World, events: Events): readonly Move[] {
  const budget = Math.floor(world.rows * world.scenario.attackShare);
  if (budget === 0) return [];
  const perKind = Math.min(40, Math.max(2, Math.round(Math.sqrt(budget / 50))));
  const horizon = world.days * 86400;
  const moves: Move[] = [];
  let number = 0;
  for (const [k, kind] of attackKinds.entries()) {
    for (let i = 0; i < perKind; i++) {
      const random = randomStream(world.seed, 'campaign', k, i);
      const strength = Math.round(((i + random.uniform()) / perKind) * 1000) / 1000;
      // The weights 0.1 + strength of evenly spread strengths add up to 0.6 a campaign.
      const records = Math.max(2, Math.floor((budget * kind.share * (0.1 + strength)) / (0.6 * perKind)));
      const { sources, pause, jitter, residential } = kind.pace(strength, records);
      const server = pickByShare(world.scenario.servers, random);
      const each = Math.ceil(records / sources);
      const step = Math.max(server.window, Math.min(pause, (0.8 * horizon) / each));
      const campaign = {
        kind,
        number: number++,
        strength,
        server,
        pause: Math.min(pause, step),
        residential,
        together: !residential && random.chance(0.3),
      };
      const first = random.uniform() * Math.max(0, horizon - each * step * 1.2);
      for (let source = 0, index = 0; source < sources && index < records; source++) {
        const count = Math.min(each, records - index);
        for (const time of sourceTimes(campaign, jitter, first, count, world, events, random)) {
          moves.push({ time: world.start + Math.floor(time), campaign, source, index });
          index++;
        }
      }
    }
  }
  moves.sort((a, b) => a.time - b.time || a.campaign.number - b.campaign.number || a.index - b.index);
  return moves.slice(0, Math.floor(world.rows * 0.05));
}
