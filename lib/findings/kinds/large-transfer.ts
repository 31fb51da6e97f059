import type { ClientActivity } from '../../analyze/client-activity.js';
import { digits } from '../../text/digits.js';
import { formatBytes } from '../../text/format-bytes.js';
import {
  type ClientScan,
  clientScan,
  ODD_SHARE_THRESHOLDS,
  type OddClient,
  oddShare,
} from '../queries/client-scan.js';
import { type FindingKind, signal } from './finding-kind.js';

const thresholds = ODD_SHARE_THRESHOLDS;

/** Bytes received for one sent, and what is typical for the port; null where unknown. */
function transferRatio(client: ClientActivity, { ratios }: ClientScan) {
  const port = ratios.get(client.largest_port ?? -1);
  if (port === undefined || !client.bytes_in || client.bytes_out === null) return null;
  return { own: client.bytes_out / client.bytes_in, usual: port.median_ratio, port: port.port };
}

type TransferEvidence = OddClient & { readonly ratio: ReturnType<typeof transferRatio> };

/** Answers above a percentile of their server and port. */
const largeAnswers = (column: 'large_answers' | 'huge_answers', percentile: string) => {
  const isLarge = oddShare<typeof thresholds>(column, 'records');
  return signal(thresholds, {
    query: clientScan,
    find: (client, values, scan): TransferEvidence | null => {
      const evidence = isLarge(client, values, scan);
      if (evidence === null) return null;
      const ratio = transferRatio(client, scan.investigation.activity);
      const numbers = ratio && { bytesOutPerByteIn: ratio.own, usualBytesOutPerByteIn: ratio.usual };
      return { ...evidence, numbers: { ...evidence.numbers, ...numbers }, ratio };
    },
    sentence: ({ client, oddRecords, ratio }) => {
      const sent =
        ratio &&
        `, and ${digits(ratio.own)} bytes for one that it sent, where port ${ratio.port} usually sends ${digits(ratio.usual)}`;
      return `${client.src_ip} received far larger answers than others: ${oddRecords} are above the ${percentile} percentile of their server, up to ${formatBytes(client.largest_answer ?? 0)}${sent ?? ''}.`;
    },
  });
};

/** A client that receives far larger answers than others. */
export const largeTransfer = {
  name: 'large transfer',
  title: 'One client receives far larger answers than others',
  severity: 'medium',
  severityReason: 'data that has left does not come back',
  technique: 'T1048',
  claim: 'hypothesis',
  needs: ['bytes_out'],
  thresholds,
  falsePositives: ['a download of large files', 'a backup or a mirror', 'video'],
  nextStep: 'Find out what was fetched and whether this source may have it.',
  signals: [largeAnswers('large_answers', '99th'), largeAnswers('huge_answers', '99.9th')],
} as const satisfies FindingKind;
