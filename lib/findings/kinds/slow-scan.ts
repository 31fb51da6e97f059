import type { ClientActivity } from '../../analyze/client-activity.js';
import { duration } from '../../text/duration.js';
import { clientScan, ODD_SHARE_THRESHOLDS, oddShare, variesRequests } from '../queries/client-scan.js';
import { type FindingKind, signal, type Thresholds, type ThresholdValues } from './finding-kind.js';

const thresholds = {
  span: {
    value: 86_400,
    unit: 'seconds from the client’s first record to its last',
    range: [0, 1e9],
    why: 'assumed: with pause, so long and so rarely that it stays under any threshold an hour',
  },
  pause: {
    value: 1800,
    unit: 'seconds between the client’s records, in the mean',
    range: [0, 1e9],
    why: 'assumed: with span, so long and so rarely that it stays under any threshold an hour',
  },
  requests: {
    value: 5,
    unit: 'different requests that were answered with an error, where requests are logged',
    range: [1, 1e9],
    why: 'assumed: a client that asks for fewer follows a dead link',
  },
  ...ODD_SHARE_THRESHOLDS,
} as const satisfies Thresholds;

const pauseOf = ({ span_seconds, records }: ClientActivity) => span_seconds / Math.max(1, records - 1);

/** Whether a client comes too rarely for a scan in one go; a path scan does not. */
export const isSlow = (client: ClientActivity, values: ThresholdValues<typeof thresholds>) =>
  client.span_seconds >= values.span && pauseOf(client) >= values.pause;

const isRefused = oddShare<typeof thresholds>('refused', 'answered');

/** A client that is refused, or requests missing pages, over more than a day. */
export const slowScan = {
  name: 'slow scan',
  title: 'One client probes slowly, over days',
  severity: 'medium',
  severityReason: 'somebody takes days in order not to be seen',
  technique: 'T1595.002',
  claim: 'evidence',
  thresholds,
  falsePositives: ['a forgotten client of a page that was removed', 'a link checker'],
  nextStep: 'Read the paths in the web server’s log, over all days.',
  signals: [
    signal(thresholds, {
      query: clientScan,
      find: (client, values, scan) =>
        isSlow(client, values) && variesRequests(client, values.requests)
          ? isRefused(client, values, scan)
          : null,
      sentence: ({ client, oddRecords }) =>
        `${client.src_ip} probed slowly: ${oddRecords} were answered 400, 403, 404 or 405, one every ${duration(pauseOf(client))}.`,
    }),
  ],
} as const satisfies FindingKind;
