import { between } from '../arithmetic.js';
import type { AttackKind } from '../attack-kind.js';

/**
 * A word list is tried on one server. The schema has no paths: it shows as many small answers with an error.
 */
export const pathScan: AttackKind = {
  name: 'path scan',
  technique: 'T1595.003',
  rule: 0,
  share: 0.12,
  source: 'pause assumed: 60 s between hand-made guesses to 0.05 s of a tool with its default threads',
  pace: (strength) => ({ sources: 1, pause: between(60, 0.05, strength), jitter: 0.3, residential: false }),
  shape: (record, { random, requests }) => {
    record.status = random.chance(0.93) ? 404 : random.pick([200, 301, 403]);
    record.bytesIn = requests * (350 + random.below(80));
    record.bytesOut = requests * (500 + random.below(60));
  },
};
