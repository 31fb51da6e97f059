import {
  requestsOf,
  signatureEvidence,
  signatureSentence,
  signedRequests,
} from '../queries/signed-requests.js';
import { type FindingKind, signal } from './finding-kind.js';

/** A client whose requests carry an attack: a rule of the kind `attack`. */
export const requestSignature = {
  name: 'request signature',
  title: 'Requests that carry an attack',
  severity: 'medium',
  severityReason: 'the requests carry what attacks carry',
  technique: 'T1190',
  claim: 'evidence',
  thresholds: {},
  falsePositives: ['a security scan that was ordered', 'a page about such attacks', 'a search for code'],
  nextStep: 'Read the requests; look for one that succeeded.',
  signals: [
    signal(
      {},
      {
        query: signedRequests,
        find: (own) =>
          requestsOf(own, 'attack').length === 0
            ? null
            : signatureEvidence(requestsOf(own, 'attack', 'probe', 'scanner')),
        sentence: signatureSentence,
      },
    ),
  ],
} as const satisfies FindingKind;
