import { groupBy } from '../group-by.js';
import {
  recordsOf,
  requestsOf,
  ruleNames,
  type SignedRequest,
  signatureEvidence,
  signatureSentence,
  signedRequests,
} from '../queries/signed-requests.js';
import { type FindingKind, signal } from './finding-kind.js';

/** Guessed paths of a client that explain more than its attacks: so many, and so many for each attack. */
const MANY_GUESSES = 20;
const GUESSES_EACH = 3;

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
  needs: ['uri'],
  thresholds: {},
  falsePositives: ['a security scan that was ordered', 'a page about such attacks', 'a search for code'],
  nextStep:
    'Check whether the application has the weakness that the requests look for, and its error log at these times; block the client, or the pattern with a rule of the firewall.',
  signals: [
    signal(
      {},
      {
        query: signedRequests,
        find: (own, _, { investigation: { activity } }) => {
          const attacks = requestsOf(own, 'attack');
          if (attacks.length === 0) return null;
          const guessed = activity.bySource.get(attacks[0]!.src_ip)?.guessed ?? 0;
          // A few refused attacks among many guessed paths: content discovery explains more.
          const few = guessed >= MANY_GUESSES && GUESSES_EACH * recordsOf(attacks) <= guessed;
          if (few && attacks.every(({ succeeded }) => succeeded === 0)) return null;
          return signatureEvidence(requestsOf(own, 'attack', 'probe', 'scanner'));
        },
        combine: (evidence) =>
          groupBy(evidence, ({ rows }) => attackNames(rows)).map((alike) =>
            signatureEvidence(alike.flatMap(({ rows }) => rows)),
          ),
        sentence: signatureSentence,
      },
    ),
  ],
} as const satisfies FindingKind;
