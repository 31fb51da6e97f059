import { between } from '../arithmetic.js';
import type { AttackKind } from '../attack-kind.js';

/** A catalogue is copied page after page: even pauses, whole pages, hardly an error. */
export const scraping: AttackKind = {
  name: 'scraping',
  technique: 'T1594',
  rule: 0,
  share: 0.12,
  source: 'OWASP Automated Threats OAT-011; pause assumed: 30 s to 0.3 s',
  pace: (strength, records) => ({
    sources: Math.min(Math.ceil(records / 8), 1 + Math.round(strength * 9)),
    pause: between(30, 0.3, strength),
    jitter: 0.1,
    residential: strength < 0.5,
  }),
  shape: (record, { random, requests }) => {
    record.status = 200;
    record.bytesIn = requests * (480 + random.below(40));
    record.bytesOut = Math.round(requests * random.lognormal(10, 0.25));
  },
};
