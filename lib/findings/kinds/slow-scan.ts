import type { ClientActivity } from '../../analyze/client-activity.js';
import { duration } from '../../text/duration.js';
import { clientScan, ODD_SHARE_THRESHOLDS, oddShare } from '../queries/client-scan.js';
import { guessEvidence, guessedPaths, guessSentence, joinGuesses } from '../queries/guessed-paths.js';
import { type FindingKind, signal, type Thresholds, type ThresholdValues } from './finding-kind.js';

const thresholds = {
  span: {
    value: 86_400,
    unit: 'seconds from the client’s first refused request to its last',
    range: [0, 1e9],
    why: 'assumed: with pause, so long and so rarely that it stays under any threshold an hour',
  },
  pause: {
    value: 1800,
    unit: 'seconds between one refused request and the next, the median',
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

/** Whether a client’s errors come too rarely for a scan in one go; errors of one minute do not, whenever it comes else. */
export const isSlow = (
  { error_seconds, error_pause }: ClientActivity,
  { span, pause }: Pick<ThresholdValues<typeof thresholds>, 'span' | 'pause'>,
) => error_seconds !== null && error_pause !== null && error_seconds >= span && error_pause >= pause;

const isRefused = oddShare<typeof thresholds>('refused', 'answered');

/** A client that is refused, or requests missing pages, over more than a day. */
export const slowScan = {
  name: 'slow scan',
  title: 'One client is refused again and again, rarely and for days',
  severity: 'medium',
  severityReason: 'so few requests at a time stay under any threshold an hour',
  technique: 'T1595.002',
  claim: 'evidence',
  needs: ['response_code'],
  thresholds,
  falsePositives: [
    'a forgotten client of a page that was removed',
    'a link checker',
    'a crawler that follows dead links',
  ],
  nextStep: 'Ask the owner of the address what it is; block it where nobody knows it.',
  signals: [
    signal(thresholds, {
      query: guessedPaths,
      find: (item, values, scan) =>
        isSlow(item.client, values)
          ? guessEvidence(
              item,
              { ...values, paths: values.requests, manyPaths: Number.POSITIVE_INFINITY },
              scan,
            )
          : null,
      combine: joinGuesses,
      sentence: guessSentence,
    }),
    signal(thresholds, {
      query: clientScan,
      // Where requests are logged, the paths tell guesses from dead links.
      find: (client, values, scan) => {
        const odd =
          isSlow(client, values) && client.refused_uris === null ? isRefused(client, values, scan) : null;
        return odd && { ...odd, from: client.first_error ?? odd.from, to: client.last_error ?? odd.to };
      },
      sentence: ({ client, oddRecords }) =>
        `${client.src_ip} was refused over ${duration(client.error_seconds ?? 0)}: ${oddRecords} were answered 400, 403, 404 or 405, one every ${duration(client.error_pause ?? 0)} (median).`,
    }),
  ],
} as const satisfies FindingKind;
