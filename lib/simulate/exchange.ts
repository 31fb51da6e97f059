import type { Random } from './random.js';
import type { SimulatedRecord } from './simulated-record.js';
import type { World } from './world.js';

/** Maximum number of requests that are drawn one by one; for more, the sum is scaled. */
const MAX_DRAWN_REQUESTS = 4;

/** Ports that people's clients try by mistake: an unusual port is no proof of a scan. Assumed. */
const STRAY_PORTS = [80, 8080, 8443, 22, 25, 53, 3389];

function answerSize({ answer }: World['scenario'], random: Random): number {
  const size = random.chance(answer.tailShare)
    ? random.pareto(answer.tailMin, answer.tailIndex)
    : random.lognormal(answer.mu, answer.sigma);
  return Math.min(size, answer.max);
}

function requestSize({ request }: World['scenario'], random: Random): number {
  const upload = random.chance(request.uploadShare)
    ? random.pareto(request.uploadMin, request.uploadIndex)
    : 0;
  return Math.min(random.lognormal(request.mu, request.sigma) + upload, request.max);
}

function drawStatus(entries: readonly (readonly [number, number])[], random: Random): number {
  let left = random.uniform();
  for (const [status, share] of entries) {
    left -= share;
    if (left <= 0) return status;
  }
  return 200;
}

/**
 * Fills in bytes, status and end of a record with a normal exchange.
 *
 * @param requests number of requests in the record
 * @param volume factor on the size of responses
 */
export function fillExchange(
  record: SimulatedRecord,
  world: World,
  random: Random,
  requests: number,
  volume = 1,
): void {
  const { scenario } = world;
  const drawn = Math.min(requests, MAX_DRAWN_REQUESTS);
  let bytesIn = 0;
  let bytesOut = 0;
  for (let i = 0; i < drawn; i++) {
    bytesIn += requestSize(scenario, random);
    bytesOut += answerSize(scenario, random);
  }
  record.bytesIn = Math.round((bytesIn * requests) / drawn);
  record.bytesOut = Math.round(((bytesOut * requests) / drawn) * volume);
  record.status = drawStatus(world.statuses, random);
  // Errors and "not modified" carry no page.
  if (record.status !== 200) record.bytesOut = Math.round(requests * random.lognormal(6, 0.6));
  if (random.chance(scenario.abortedShare)) {
    record.status = 0;
    record.protocol = 'TCP';
    if (random.chance(scenario.strayShare)) record.port = random.pick(STRAY_PORTS);
    record.bytesIn = 40 + random.below(400);
    record.bytesOut = 44 + random.below(400);
  }
  const { window } = record.server;
  const { duration } = scenario;
  record.end =
    record.start +
    (window || Math.min(duration.max, Math.floor(random.pareto(duration.min, duration.tailIndex))));
}
