import { between } from '../arithmetic.js';
import type { AttackKind } from '../attack-kind.js';

/** A vulnerability scan that takes days, a few requests at a time, below any threshold per hour. */
export const slowScan: AttackKind = {
  name: 'slow scan',
  technique: 'T1595.002',
  rule: 0,
  share: 0.07,
  source: 'pause assumed: 12 h to 1 h, far slower than the 5 min of nmap’s timing template paranoid',
  pace: (strength) => ({
    sources: 1,
    pause: between(43200, 3600, strength),
    jitter: 0.5,
    residential: strength < 0.5,
  }),
  shape: (record, { random }) => {
    record.status = random.pick([404, 404, 404, 403, 400, 405]);
    record.bytesIn = 380 + random.below(300);
    record.bytesOut = 450 + random.below(200);
  },
};
