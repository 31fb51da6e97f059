import { clientScan, ODD_SHARE_THRESHOLDS, oddShare } from '../queries/client-scan.js';
import { type FindingKind, signal, type Thresholds, thresholdValues } from './finding-kind.js';
import { isSlow, slowScan } from './slow-scan.js';

const thresholds = {
  ...ODD_SHARE_THRESHOLDS,
} as const satisfies Thresholds;

const isMissing = oddShare<typeof thresholds>('not_found', 'answered');

/**
 * A client that guesses paths, faster than a slow scan, in a log without requests; where they are logged, content discovery
 * looks at the paths.
 */
export const pathScan = {
  name: 'path scan',
  title: 'One client requests what is not there',
  severity: 'medium',
  severityReason: 'guessed paths find forgotten files and admin pages',
  technique: 'T1595.003',
  claim: 'evidence',
  needs: ['response_code'],
  thresholds,
  falsePositives: ['a crawler following dead links', 'a client of a page that was moved'],
  nextStep: 'Look up in the web server’s log which paths it requested and which of them were answered 200.',
  signals: [
    signal(thresholds, {
      query: clientScan,
      find: (client, values, scan) => {
        const slow = thresholdValues(slowScan.thresholds, scan.investigation.settings[slowScan.name]);
        if (isSlow(client, slow) || client.refused_uris !== null) return null;
        return isMissing(client, values, scan);
      },
      sentence: ({ client, oddRecords }) =>
        `${client.src_ip} asked for what is not there: ${oddRecords} were answered 404.`,
    }),
  ],
} as const satisfies FindingKind;
