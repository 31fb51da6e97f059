import { FAILURES, failuresOf, loginBursts, loginEvidence, loginSentence } from '../queries/login-bursts.js';
import { type FindingKind, signal, type Thresholds } from './finding-kind.js';

const thresholds = {
  failures: FAILURES,
  clients: {
    value: 5,
    unit: 'clients in a burst',
    range: [2, 1e9],
    why: 'assumed: from so many on, with few tries each, names and passwords come from a list',
  },
  tries: {
    value: 10,
    unit: 'failed log-ins a client, in the mean',
    range: [1, 1e9],
    why: 'assumed: more tries each are guesses at passwords',
  },
} as const satisfies Thresholds;

/** A burst of failed log-ins from many clients that fail a few times each. */
export const credentialStuffing = {
  name: 'credential stuffing',
  title: 'Many clients fail to log in, a few times each',
  severity: 'high',
  severityReason: 'leaked passwords work for some accounts',
  technique: 'T1110.004',
  claim: 'evidence',
  needs: ['response_code', 'dst_ip'],
  thresholds,
  falsePositives: ['a log-in service that failed for everybody'],
  nextStep:
    'Look in the authentication log for successes from these sources and in these minutes; reset those accounts.',
  signals: [
    signal(thresholds, {
      query: loginBursts,
      find: ({ clients }, values) =>
        clients.length >= values.clients && failuresOf(clients) / clients.length <= values.tries
          ? loginEvidence(clients, values)
          : null,
      sentence: (evidence) => `${loginSentence(evidence)}, a few times each.`,
    }),
  ],
} as const satisfies FindingKind;
