import { clientScan, ODD_SHARE_THRESHOLDS, oddShare } from '../queries/client-scan.js';
import { FAILURES, loginBursts, loginEvidence, loginSentence } from '../queries/login-bursts.js';
import { type FindingKind, signal, type Thresholds } from './finding-kind.js';

const thresholds = {
  failures: FAILURES,
  ...ODD_SHARE_THRESHOLDS,
} as const satisfies Thresholds;

/**
 * Guessed passwords: a burst of failed log-ins, or a client with far more 401 than others. Forms that answer
 * otherwise: credential attack.
 */
export const bruteForce = {
  name: 'brute force',
  title: 'One or few clients guess passwords',
  severity: 'high',
  severityReason: 'a guessed password is an account lost',
  technique: 'T1110.001',
  claim: 'evidence',
  needs: ['response_code'],
  thresholds,
  falsePositives: [
    'a script with an expired password',
    'an office behind one address after a password change',
  ],
  nextStep:
    'Look in the authentication log for the accounts tried and for a success after the failures; lock or reset those.',
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
      query: clientScan,
      find: oddShare<typeof thresholds>('unauthorized', 'answered'),
      sentence: ({ client, oddRecords }) =>
        `${client.src_ip} failed to log in: ${oddRecords} were answered 401.`,
    }),
  ],
} as const satisfies FindingKind;
