import { between } from '../arithmetic.js';
import type { AttackKind } from '../attack-kind.js';

/** Many hosts ask for pages faster than they can be served, for minutes. */
export const flood: AttackKind = {
  name: 'request flood',
  technique: 'T1499.002',
  rule: 3,
  share: 0.12,
  source: 'assumed: a source asks every 10 s at strength 0 and 50 times a second at strength 1',
  pace: (strength, records) => ({
    sources: Math.max(2, Math.round((records / 4) * (0.2 + 0.8 * strength))),
    pause: between(10, 0.02, strength),
    jitter: 0.3,
    residential: false,
  }),
  shape: (record, { random, requests }) => {
    record.status = random.pick([200, 200, 503, 503, 429]);
    record.bytesIn = requests * (420 + random.below(30));
    record.bytesOut = requests * (record.status === 200 ? 9000 + random.below(800) : 320);
  },
};
