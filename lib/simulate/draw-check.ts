import { hostingAddress } from './address.js';
import { blankRecord } from './blank-record.js';
import type { Bucket } from './bucket.js';
import type { Events } from './events.js';
import type { Monitor } from './monitors.js';
import { mix, type Random } from './random.js';
import { SLICE } from './slice.js';
import type { World } from './world.js';

/**
 * Draws the record of one health check: the same request every time, the same short answer unless the server
 * fails.
 */
export function drawCheck(
  monitor: Monitor,
  time: number,
  world: World,
  events: Events,
  bucket: Bucket,
  random: Random,
): void {
  const { number, server, period } = monitor;
  const country = world.countries[mix(8, number) % world.countries.length]!.code;
  const ip = hostingAddress(8, number);
  const record = blankRecord(server, world.start + time, ip, country, 'monitor', `monitor-${number}`);
  const failing = events.failing.get(server.name)?.[Math.floor(time / SLICE)] ?? 0;
  record.bytesIn = 180 + (mix(9, number) % 60);
  record.bytesOut = 240 + (mix(10, number) % 80) + random.below(3);
  record.status = failing && random.chance(failing === 503 ? 0.95 : 0.2) ? failing : 200;
  if (server.window) record.end = record.start + server.window;
  if (!bucket.add(record))
    throw new Error(`Two checks of monitor ${number}, of period ${period} s, share a window.`);
}
