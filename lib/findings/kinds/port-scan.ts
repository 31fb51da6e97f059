import { formatCount } from '../../text/format-count.js';
import { clientScan, ODD_SHARE_THRESHOLDS, oddShare } from '../queries/client-scan.js';
import { type FindingKind, signal, type Thresholds } from './finding-kind.js';

const thresholds = {
  ports: {
    value: 5,
    unit: 'different ports of one client',
    range: [1, 65_536],
    why: 'assumed: a scan tries several ports',
  },
  ...ODD_SHARE_THRESHOLDS,
} as const satisfies Thresholds;

const isRarePort = oddShare<typeof thresholds>('at_rare_ports', 'records');

/** A client that tries ports with under 1 % of all records. */
export const portScan = {
  name: 'port scan',
  title: 'One client tries many rarely used ports',
  severity: 'low',
  severityReason: 'scans reach every public address daily; it is what they find that matters',
  technique: 'T1595',
  claim: 'evidence',
  needs: ['dst_port'],
  thresholds,
  falsePositives: ['an inventory or research scanner', 'a scan that was ordered'],
  nextStep: 'Ask whether a scan was ordered; look for answers with content from the ports that were tried.',
  signals: [
    signal(thresholds, {
      query: clientScan,
      find: (client, values, scan) =>
        client.ports >= values.ports ? isRarePort(client, values, scan) : null,
      sentence: ({ client, oddRecords }) =>
        `${client.src_ip} tried ${formatCount(client.ports, 'port')}; ${oddRecords} went to ports that hardly anybody uses.`,
    }),
  ],
} as const satisfies FindingKind;
