import type { Events } from './events.js';
import { mix } from './random.js';
import type { Server } from './scenario.js';
import { SLICE } from './slice.js';
import type { World } from './world.js';

/** A health check or an uptime monitor: asks one server at exactly even intervals, for ever. */
export interface Monitor {
  readonly number: number;
  readonly server: Server;
  /** Seconds between two checks. */
  readonly period: number;
  /** Seconds after the start of the period. */
  readonly phase: number;
}

/** Periods that monitors are set to, in seconds. Assumed: the ones that monitoring services offer. */
const PERIODS = [60, 300, 600, 1800, 3600, 7200, 21600, 86400];

/** Chooses the shortest period at which at least three monitors fit into their share of the records. */
export function createMonitors(world: World): readonly Monitor[] {
  const share = world.scenario.populations.monitor?.share ?? 0;
  const budget = world.rows * (1 - world.scenario.attackShare) * share;
  const seconds = world.days * 86400;
  const period = PERIODS.find((p) => (seconds / p) * 3 <= budget);
  if (!period) return [];
  const servers = world.scenario.servers.filter((server) => server.window <= period);
  return Array.from({ length: Math.floor(budget / (seconds / period)) }, (_, number) => ({
    number,
    server: servers[number % servers.length]!,
    period,
    phase: mix(world.seed, 303, number) % period,
  }));
}

/** The moments, in seconds after the start, at which a monitor checks in a slice. */
export function checksIn(monitor: Monitor, slice: number): readonly number[] {
  const from = slice * SLICE;
  const first = Math.max(0, Math.ceil((from - monitor.phase) / monitor.period));
  const times: number[] = [];
  for (let t = first * monitor.period + monitor.phase; t < from + SLICE; t += monitor.period) times.push(t);
  return times;
}

/** Number of checks that the capture sees. */
export function countChecks(monitors: readonly Monitor[], events: Events): number {
  let count = 0;
  for (let slice = 0; slice < events.slices; slice++) {
    if (!events.gap[slice]) for (const monitor of monitors) count += checksIn(monitor, slice).length;
  }
  return count;
}
