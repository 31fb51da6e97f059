import { between } from '../arithmetic.js';
import type { AttackKind } from '../attack-kind.js';

/**
 * One host knocks on the same port of every address of the servers' network, most of which answer nothing.
 */
export const addressScan: AttackKind = {
  name: 'address scan',
  technique: 'T1595.001',
  rule: 1,
  share: 0.08,
  source:
    'pause: nmap timing templates, paranoid 300 s to polite 0.4 s (nmap.org/book/performance-timing-templates.html)',
  pace: (strength) => ({ sources: 1, pause: between(300, 0.4, strength), jitter: 0.2, residential: false }),
  shape: (record, { random, index }) => {
    const network = record.server.address.slice(0, record.server.address.lastIndexOf('.'));
    record.destination = `${network}.${1 + (index % 254)}`;
    record.protocol = 'TCP';
    record.status = 0;
    record.bytesIn = 40 + 4 * random.below(20);
    record.bytesOut = random.chance(0.9) ? 0 : 44;
    if (!record.server.window) record.end = record.start;
  },
};
