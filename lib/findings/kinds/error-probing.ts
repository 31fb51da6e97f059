import {
  clientScan,
  ODD_SHARE_THRESHOLDS,
  type OddClient,
  oddShare,
  variesRequests,
} from '../queries/client-scan.js';
import { type FindingKind, signal, type Thresholds } from './finding-kind.js';

const thresholds = {
  requests: {
    value: 5,
    unit: 'different requests that were answered with an error, where requests are logged',
    range: [1, 1e9],
    why: 'assumed: a client that sends fewer repeats one broken request',
  },
  ...ODD_SHARE_THRESHOLDS,
} as const satisfies Thresholds;

const withRequests = (odd: OddClient | null) => odd && { ...odd, requests: { part: 'all' } as const };
const isFailing = oddShare<typeof thresholds>('failing', 'answered');

/** A client whose requests make the server fail or refuse, more often than they miss a page. */
export const errorProbing = {
  name: 'error probing',
  title: 'One client makes the server fail',
  severity: 'high',
  severityReason: 'inputs that make a server fail may make it obey',
  technique: 'T1190',
  claim: 'evidence',
  needs: ['response_code'],
  thresholds,
  falsePositives: ['a broken client or integration', 'a deploy that failed for one client'],
  nextStep:
    'Look in the application’s error log for what failed at these times; fix it, and block the client if its inputs are not meant.',
  signals: [
    signal(thresholds, {
      query: clientScan,
      find: (client, values, scan) =>
        client.failing > client.not_found && variesRequests(client, values.requests)
          ? withRequests(isFailing(client, values, scan))
          : null,
      sentence: ({ client, oddRecords }) =>
        `${client.src_ip} made the server fail or refuse: ${oddRecords} were answered 400, 403 or 500.`,
    }),
  ],
} as const satisfies FindingKind;
