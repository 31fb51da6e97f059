import { between } from '../arithmetic.js';
import type { AttackKind } from '../attack-kind.js';

/** Leaked pairs of name and password are tried from many households, each only a few times. */
export const credentialStuffing: AttackKind = {
  name: 'credential stuffing',
  technique: 'T1110.004',
  rule: 2,
  share: 0.12,
  source:
    'many sources with few tries each: OWASP Automated Threats OAT-008; 2 to 5 records a source assumed',
  pace: (strength, records) => ({
    sources: Math.max(2, Math.ceil(records / 5)),
    pause: between(7200, 60, strength),
    jitter: 0.8,
    residential: true,
  }),
  shape: (record, { random, requests }) => {
    record.status = random.chance(0.9) ? 401 : random.pick([200, 302, 403]);
    record.bytesIn = requests * (820 + random.below(60));
    record.bytesOut = requests * (300 + random.below(40));
  },
};
