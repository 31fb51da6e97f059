import { formatCount } from '../../text/format-count.js';
import { clientScan, ODD_SHARE_THRESHOLDS, oddShare } from '../queries/client-scan.js';
import { type FindingKind, signal, type Thresholds } from './finding-kind.js';

const thresholds = {
  destinations: {
    value: 5,
    unit: 'different destinations of one client',
    range: [1, 1e9],
    why: 'assumed: a scan tries several addresses',
  },
  ...ODD_SHARE_THRESHOLDS,
} as const satisfies Thresholds;

const isRareDestination = oddShare<typeof thresholds>('at_rare_destinations', 'records');

/** A client that tries destinations with under 1 % of all records. */
export const addressScan = {
  name: 'address scan',
  title: 'One client tries many rarely used addresses',
  severity: 'low',
  severityReason: 'scans reach every public network daily; it is what they find that matters',
  technique: 'T1595.001',
  claim: 'evidence',
  needs: ['dst_ip'],
  thresholds,
  falsePositives: ['an inventory or research scanner', 'a client with an outdated list of servers'],
  nextStep: 'Check which of the destinations exist and answered.',
  signals: [
    signal(thresholds, {
      query: clientScan,
      find: (client, values, scan) =>
        client.destinations >= values.destinations ? isRareDestination(client, values, scan) : null,
      sentence: ({ client, oddRecords }) =>
        `${client.src_ip} tried ${formatCount(client.destinations, 'destination')}; ${oddRecords} went to addresses that hardly anybody asks for.`,
    }),
  ],
} as const satisfies FindingKind;
