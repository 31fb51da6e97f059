import { between } from '../arithmetic.js';
import type { AttackKind } from '../attack-kind.js';

/** The owner of a web shell looks in at even intervals: small requests and answers that hardly vary. */
export const webShell: AttackKind = {
  name: 'web shell check-in',
  technique: 'T1505.003',
  rule: 0,
  share: 0.04,
  source: 'pause assumed: 2 h to 60 s; jitter 100 % to 0, the range that common implants offer',
  pace: (strength) => ({
    sources: 1,
    pause: between(7200, 60, strength),
    jitter: 1 - strength,
    residential: false,
  }),
  shape: (record, { random }) => {
    record.status = 200;
    record.bytesIn = 512 + random.below(16);
    record.bytesOut = 220 + random.below(12);
  },
};
