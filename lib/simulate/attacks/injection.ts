import { between } from '../arithmetic.js';
import type { AttackKind } from '../attack-kind.js';

/** Inputs are probed for SQL and command injection: long requests, answers that fail or are forbidden. */
export const injection: AttackKind = {
  name: 'injection probing',
  technique: 'T1190',
  rule: 0,
  share: 0.08,
  source: 'pause and sizes assumed: 90 s by hand to 0.2 s of a tool; encoded payloads of 1 to 6 kB',
  pace: (strength) => ({
    sources: 1,
    pause: between(90, 0.2, strength),
    jitter: 0.4,
    residential: strength < 0.3,
  }),
  shape: (record, { random, requests }) => {
    record.status = random.pick([500, 500, 403, 403, 400, 200]);
    record.bytesIn = requests * (1000 + random.below(5000));
    record.bytesOut = requests * (500 + random.below(2500));
  },
};
