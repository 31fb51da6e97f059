import { duration } from '../../text/duration.js';
import { formatCount } from '../../text/format-count.js';
import { visible } from '../../text/visible.js';
import { clientScan, ODD_SHARE_THRESHOLDS, oddShare } from '../queries/client-scan.js';
import { FAILURES, loginBursts, loginEvidence, loginSentence } from '../queries/login-bursts.js';
import { loginsOf, recordsOf, signedRequests } from '../queries/signed-requests.js';
import { type FindingKind, signal, spanOf, type Thresholds } from './finding-kind.js';

const thresholds = {
  failures: FAILURES,
  logins: {
    value: 10,
    unit: 'log-ins that one client posts',
    range: [2, 1e9],
    why: 'assumed: with loginPause, no person types so many, nor an office',
  },
  loginPause: {
    value: 60,
    unit: 'seconds between posted log-ins, in the mean',
    range: [0, 86_400],
    why: 'assumed: no person types log-ins this fast, one after the other',
  },
  ...ODD_SHARE_THRESHOLDS,
} as const satisfies Thresholds;

/**
 * Guessed passwords: a burst of failed log-ins, log-ins posted in numbers, or a client with far more 401 than
 * others.
 */
export const bruteForce = {
  name: 'brute force',
  title: 'One or few clients guess passwords',
  severity: 'high',
  severityReason: 'a guessed password is an account lost',
  technique: 'T1110.001',
  claim: 'evidence',
  thresholds,
  falsePositives: [
    'a script with an expired password',
    'an office behind one address after a password change',
  ],
  nextStep:
    'Look in the log-in log for the accounts tried and for a success after the failures; lock or reset those.',
  signals: [
    signal(thresholds, {
      query: loginBursts,
      // A client under the 95th percentile of everybody's failing windows was there by chance.
      find: ({ clients }, values) =>
        loginEvidence(
          clients.filter((row) => row.failures > row.usual_p95),
          values,
        ),
      sentence: (evidence) => `${loginSentence(evidence)}.`,
    }),
    signal(thresholds, {
      query: signedRequests,
      find: (own, { logins, loginPause }) => {
        const rows = loginsOf(own);
        const records = recordsOf(rows);
        if (records < logins) return null;
        const { from, to } = spanOf(rows);
        const seconds = (to.getTime() - from.getTime()) / 1000;
        if (seconds > loginPause * (records - 1)) return null;
        return {
          // Which accounts they try is not in a record.
          technique: 'T1110',
          clients: [rows[0]!.src_ip],
          from,
          to,
          numbers: { records, seconds },
          surprise: null,
          uri: rows[0]!.uri,
        };
      },
      sentence: ({ clients, uri, numbers: { records, seconds } }) =>
        `${clients[0]} sent ${formatCount(records, 'log-in')} within ${duration(seconds)}, such as to ${visible(uri ?? '', 120)}.`,
    }),
    signal(thresholds, {
      query: clientScan,
      find: oddShare<typeof thresholds>('unauthorized', 'answered'),
      sentence: ({ client, oddRecords }) =>
        `${client.src_ip} failed to log in: ${oddRecords} were answered 401.`,
    }),
  ],
} as const satisfies FindingKind;
