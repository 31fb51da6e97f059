import { hostingAddress, neighbour, residentialAddress } from './address.js';
import { blankRecord } from './blank-record.js';
import type { Bucket } from './bucket.js';
import type { Move } from './campaigns.js';
import { fillExchange } from './exchange.js';
import { mix, type Random, randomStream } from './random.js';
import { pickByShare, type World } from './world.js';

/** Draws the record of one move of a campaign into its slice. */
export function drawAttack(move: Move, world: World, bucket: Bucket, random: Random): void {
  const { campaign, source, index } = move;
  const { kind, number, strength, server } = campaign;
  // A source keeps its address and country: both come from its number, not from the stream of the slice.
  const own = randomStream(world.seed, 'source', number, source);
  const country = pickByShare(world.countries, own);
  const ip = campaign.residential
    ? residentialAddress(world.countries.indexOf(country), 9, mix(world.seed, number, source))
    : campaign.together
      ? neighbour(hostingAddress(9, world.seed, number), own)
      : hostingAddress(9, world.seed, number, source);
  const record = blankRecord(server, move.time, ip, country.code, 'attacker', `attacker-${number}`);
  // A record gives the attack away with a chance that is its strength; the others are cover, like a visitor's.
  if (random.chance(strength)) {
    const requests = server.window ? Math.max(1, Math.round(server.window / campaign.pause)) : 1;
    fillExchange(record, world, random, requests);
    kind.shape(record, { random, strength, requests, index });
  } else {
    fillExchange(record, world, random, random.geometric(3));
  }
  record.attack = kind.name;
  record.technique = kind.technique;
  record.strength = strength;
  if (bucket.add(record)) return;
  record.server = random.pick(world.unwindowed);
  record.destination = record.server.address;
  record.end = record.start;
  bucket.add(record);
}
