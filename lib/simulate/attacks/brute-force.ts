import { between } from '../arithmetic.js';
import type { AttackKind } from '../attack-kind.js';

/**
 * Passwords are guessed at one log-in page from one or a few hosts: requests of one size, answers of another.
 */
export const bruteForce: AttackKind = {
  name: 'brute force',
  technique: 'T1110.001',
  rule: 2,
  share: 0.12,
  source: 'pause assumed: 120 s to 0.5 s; failing log-ins answer 401 (RFC 9110, section 15.5.2)',
  pace: (strength) => ({
    sources: strength > 0.7 ? 3 : 1,
    pause: between(120, 0.5, strength),
    jitter: 0.1,
    residential: false,
  }),
  shape: (record, { random, requests }) => {
    record.status = random.chance(0.97) ? 401 : 429;
    record.bytesIn = requests * (840 + random.below(24));
    record.bytesOut = requests * (310 + random.below(8));
  },
};
