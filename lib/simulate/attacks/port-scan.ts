import { between } from '../arithmetic.js';
import type { AttackKind } from '../attack-kind.js';

/** Ports that a scan tries first; assumed from common service assignments (IANA registry). */
const PORTS = [
  22, 21, 23, 25, 80, 443, 3306, 3389, 5432, 5900, 6379, 8000, 8080, 8443, 8888, 9200, 27017, 445, 139, 1433,
];

/** One host knocks on many ports of a server. */
export const portScan: AttackKind = {
  name: 'port scan',
  technique: 'T1595',
  rule: 1,
  share: 0.1,
  source:
    'pause: nmap timing templates, paranoid 300 s to polite 0.4 s (nmap.org/book/performance-timing-templates.html)',
  pace: (strength) => ({ sources: 1, pause: between(300, 0.4, strength), jitter: 0.2, residential: false }),
  shape: (record, { random, index }) => {
    record.port = PORTS[index] ?? 1 + ((index * 7919) % 65535);
    record.protocol = 'TCP';
    record.status = 0;
    record.bytesIn = 40 + 4 * random.below(20);
    record.bytesOut = 40 + 4 * random.below(12);
    if (!record.server.window) record.end = record.start;
  },
};
