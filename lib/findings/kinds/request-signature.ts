import { groupBy } from '../group-by.js';
import {
  requestsOf,
  ruleNames,
  type SignedRequest,
  signatureEvidence,
  signatureSentence,
  signedRequests,
} from '../queries/signed-requests.js';
import { type FindingKind, signal } from './finding-kind.js';

/** The attacks that a client's requests carry; clients with the same ones are one finding. */
const attackNames = (rows: readonly SignedRequest[]) => ruleNames(requestsOf(rows, 'attack'));

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
  nextStep:
    'Check whether the application has the weakness that the requests look for, and its error log at these times; block the client, or the pattern with a rule of the firewall.',
  signals: [
    signal(
      {},
      {
        query: signedRequests,
        find: (own) =>
          requestsOf(own, 'attack').length === 0
            ? null
            : signatureEvidence(requestsOf(own, 'attack', 'probe', 'scanner')),
        combine: (evidence) =>
          groupBy(evidence, ({ rows }) => attackNames(rows)).map((alike) =>
            signatureEvidence(alike.flatMap(({ rows }) => rows)),
          ),
        sentence: signatureSentence,
      },
    ),
  ],
} as const satisfies FindingKind;
