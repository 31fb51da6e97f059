import { between } from '../arithmetic.js';
import type { AttackKind } from '../attack-kind.js';

/** A few answers carry far more than a page: data leaves through the web server. */
export const largeTransfer: AttackKind = {
  name: 'large transfer',
  technique: 'T1048',
  rule: 4,
  share: 0.03,
  source: 'size assumed: 30 kB (a page) to 4 GB a record; pause 1 h to 1 min',
  pace: (strength) => ({
    sources: 1,
    pause: between(3600, 60, strength),
    jitter: 0.5,
    residential: strength < 0.5,
  }),
  shape: (record, { random, strength }) => {
    record.status = 200;
    record.bytesOut = Math.round(between(30_000, 4e9, strength) * random.lognormal(0, 0.4));
    // A tenth of a gigabit a second, assumed.
    if (!record.server.window) record.end = record.start + Math.round(record.bytesOut / 12_500_000);
  },
};
