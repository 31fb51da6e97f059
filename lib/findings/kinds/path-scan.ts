import { clientScan, ODD_SHARE_THRESHOLDS, oddShare, variesRequests } from '../queries/client-scan.js';
import { type FindingKind, signal, type Thresholds, thresholdValues } from './finding-kind.js';
import { isSlow, slowScan } from './slow-scan.js';

const thresholds = {
  requests: {
    value: 5,
    unit: 'different requests that were answered with an error, where requests are logged',
    range: [1, 1e9],
    why: 'assumed: a client that asks for fewer follows a dead link',
  },
  ...ODD_SHARE_THRESHOLDS,
} as const satisfies Thresholds;

const isMissing = oddShare<typeof thresholds>('not_found', 'answered');

/** A client that guesses paths, faster than a slow scan. */
export const pathScan = {
  name: 'path scan',
  title: 'One client guesses paths',
  severity: 'medium',
  severityReason: 'guessed paths find forgotten files and admin pages',
  technique: 'T1595.003',
  claim: 'evidence',
  thresholds,
  falsePositives: ['a crawler following dead links', 'a client of a page that was moved'],
  nextStep: 'Read the paths in the web server’s log; look for any that were answered with 200.',
  signals: [
    signal(thresholds, {
      query: clientScan,
      find: (client, values, scan) => {
        const slow = thresholdValues(slowScan.thresholds, scan.investigation.settings[slowScan.name]);
        if (isSlow(client, slow) || !variesRequests(client, values.requests)) return null;
        return isMissing(client, values, scan);
      },
      sentence: ({ client, oddRecords }) =>
        `${client.src_ip} asked for what is not there: ${oddRecords} were answered 404.`,
    }),
  ],
} as const satisfies FindingKind;
